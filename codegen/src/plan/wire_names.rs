//! The names of members on the wire, resolved per protocol so that no wire format repeats these rules.
//!
//! The rules are those of `botocore/serialize.py` (`QuerySerializer`, `EC2Serializer`, `RestXMLSerializer`) and
//! `botocore/parsers.py` (`BaseXMLResponseParser`).

use pageboy_models::shape::{self as models, Location, Shape, Traits};
use pageboy_schema::Protocol;

/// The name in requests and the name in responses.
pub(super) struct WireNames {
    pub(super) request: String,
    pub(super) response: String,
}

/// The names of a structure's member.
///
/// `traits` are the effective ones of the member, `element` those of its list's element, if it is a list.
pub(super) fn member(
    protocol: Protocol,
    name: &str,
    traits: &Traits,
    element: Option<&Traits>,
) -> WireNames {
    if protocol == Protocol::RpcV2Cbor {
        // botocore reads by these names, and writes `locationName`; no definition has one.
        return WireNames {
            request: name.to_owned(),
            response: name.to_owned(),
        };
    }
    let given = traits.location_name.as_deref();
    if traits.location == Some(Location::Headers) {
        // A prefix; without one, every header belongs to the map.
        let prefix = given.unwrap_or_default().to_owned();
        return WireNames {
            request: prefix.clone(),
            response: prefix,
        };
    }
    let own = given.unwrap_or(name);
    // A flattened list has no wrapper: its items have the list's given name, else the element's, else the list's own.
    // botocore prefers the element's; no definition gives two that differ.
    let flattened_item = element
        .filter(|_| traits.flattened)
        .and_then(|element| given.or(element.location_name.as_deref()));
    let response = flattened_item.unwrap_or(own).to_owned();
    let request = match protocol {
        Protocol::Ec2 => ec2(name, traits),
        // The list's own name, even where the element has one.
        Protocol::Query | Protocol::RestXml => own.to_owned(),
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson | Protocol::RpcV2Cbor => {
            return WireNames {
                request: own.to_owned(),
                response: own.to_owned(),
            };
        }
    };
    WireNames { request, response }
}

/// The name of a list's element or of a map's key or value: `locationName`, else the protocol's own word.
pub(super) fn item(traits: &Traits, default: &str) -> WireNames {
    let name = traits
        .location_name
        .as_deref()
        .unwrap_or(default)
        .to_owned();
    WireNames {
        request: name.clone(),
        response: name,
    }
}

/// The element of a list shape, with its effective traits.
pub(super) fn element_traits(list: &Shape, element: &Shape) -> Option<Traits> {
    list.member
        .as_ref()
        .map(|member| member.traits.over(&element.traits))
}

/// The root element of a payload: the member's `locationName`, else the name of its structure as a document, else the
/// structure's name.
///
/// A `locationName` that only repeats the member's name ranks below the structure's.
pub(super) fn payload_root(name: &str, member: &models::Member, target: &Shape) -> String {
    let own = member.traits.location_name.as_deref();
    let document = target.traits.location_name.as_deref();
    let given = own.filter(|own| *own != name).or(document).or(own);
    given.unwrap_or(&member.shape).to_owned()
}

/// `queryName` unchanged; else `locationName` or the member's name, with a capital.
///
/// botocore leaves the member's name unchanged; every definition has a capital there.
fn ec2(name: &str, traits: &Traits) -> String {
    if let Some(query_name) = &traits.query_name {
        return query_name.clone();
    }
    let mut chars = traits.location_name.as_deref().unwrap_or(name).chars();
    let first = chars
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    first + chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(location: Option<&str>, query: Option<&str>, flattened: bool) -> Traits {
        Traits {
            location_name: location.map(str::to_owned),
            query_name: query.map(str::to_owned),
            flattened,
            ..Traits::default()
        }
    }

    #[test]
    fn names_follow_the_table_of_each_protocol() {
        let item = traits(Some("Item"), None, false);
        let rows = [
            (
                Protocol::Query,
                "Foo",
                traits(None, None, false),
                "Foo",
                "Foo",
            ),
            (
                Protocol::Query,
                "bar",
                traits(None, None, false),
                "bar",
                "bar",
            ),
            (
                Protocol::Query,
                "Fln",
                traits(Some("zed"), None, true),
                "zed",
                "zed",
            ),
            (
                Protocol::Query,
                "Fln",
                traits(None, None, true),
                "Fln",
                "Item",
            ),
            (
                Protocol::Ec2,
                "Fln",
                traits(Some("zed"), None, true),
                "Zed",
                "zed",
            ),
            (
                Protocol::Query,
                "Q",
                traits(Some("ln"), Some("qn"), false),
                "ln",
                "ln",
            ),
            (
                Protocol::Ec2,
                "Q",
                traits(Some("ln"), Some("qn"), false),
                "qn",
                "ln",
            ),
            (
                Protocol::Ec2,
                "bar",
                traits(None, None, false),
                "Bar",
                "bar",
            ),
            (
                Protocol::RestXml,
                "Fln",
                traits(Some("zed"), None, true),
                "zed",
                "zed",
            ),
            (
                Protocol::RestXml,
                "Fln",
                traits(None, None, true),
                "Fln",
                "Item",
            ),
            (
                Protocol::Json11,
                "Fln",
                traits(Some("zed"), None, true),
                "zed",
                "zed",
            ),
            (
                Protocol::RpcV2Cbor,
                "Fln",
                traits(Some("zed"), Some("qn"), true),
                "Fln",
                "Fln",
            ),
        ];
        for (protocol, name, member_traits, request, response) in rows {
            let names = member(protocol, name, &member_traits, Some(&item));
            assert_eq!(
                (names.request.as_str(), names.response.as_str()),
                (request, response),
                "{protocol:?} {name}"
            );
        }
    }

    #[test]
    fn all_headers_belong_to_a_map_without_a_prefix() {
        let map = |prefix| Traits {
            location: Some(Location::Headers),
            ..traits(prefix, None, false)
        };
        for (prefix, expected) in [(None, ""), (Some("x-meta-"), "x-meta-")] {
            let names = member(Protocol::RestJson, "Headers", &map(prefix), None);
            assert_eq!(
                (names.request, names.response),
                (expected.into(), expected.into())
            );
        }
    }

    #[test]
    fn a_payload_is_called_as_the_member_says_unless_that_repeats_its_name() {
        let rows = [
            (Some("Own"), Some("Document"), "Own"),
            (Some("member"), Some("Document"), "Document"),
            (Some("member"), None, "member"),
            (None, Some("Document"), "Document"),
            (None, None, "Shape"),
        ];
        for (own, document, expected) in rows {
            let member = models::Member {
                shape: "Shape".to_owned(),
                traits: traits(own, None, false),
            };
            let target = Shape {
                traits: traits(document, None, false),
                ..Shape::default()
            };
            assert_eq!(payload_root("member", &member, &target), expected);
        }
    }
}
