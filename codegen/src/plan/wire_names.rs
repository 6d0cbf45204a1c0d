//! The names of members on the wire, settled per protocol so that no wire format repeats these rules.
//!
//! The rules are those of `botocore/serialize.py` (`QuerySerializer`, `EC2Serializer`, `RestXMLSerializer`) and
//! `botocore/parsers.py` (`BaseXMLResponseParser`).

use pageboy_models::shape::{Shape, Traits};

use super::Protocol;

/// The name in requests and the name in responses.
pub(super) struct WireNames {
    pub(super) request: String,
    pub(super) response: String,
}

/// The names of a structure's member.
///
/// `traits` are those in force for the member; `element` those in force for the element of its list, if it is one.
pub(super) fn member(
    protocol: Protocol,
    name: &str,
    traits: &Traits,
    element: Option<&Traits>,
) -> WireNames {
    let own = traits.location_name.as_deref().unwrap_or(name);
    // A flattened list has no wrapper: its items carry the element's name, where the element has one.
    let flattened_item = element
        .filter(|_| traits.flattened)
        .and_then(|element| element.location_name.as_deref());
    let response = flattened_item.unwrap_or(own).to_owned();
    let request = match protocol {
        Protocol::Query => flattened_item.unwrap_or(own).to_owned(),
        Protocol::Ec2 => ec2(name, traits),
        // The list's own name, even where the element has one.
        Protocol::RestXml => own.to_owned(),
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
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

/// The element of a list shape with the traits in force for it.
pub(super) fn element_traits(list: &Shape, element: &Shape) -> Option<Traits> {
    list.member
        .as_ref()
        .map(|member| member.traits.over(&element.traits))
}

/// `queryName` as it is; else `locationName` with a capital; else the member's name as it is.
fn ec2(name: &str, traits: &Traits) -> String {
    if let Some(query_name) = &traits.query_name {
        return query_name.clone();
    }
    let Some(location_name) = &traits.location_name else {
        return name.to_owned();
    };
    let mut chars = location_name.chars();
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
                "Item",
                "Item",
            ),
            (
                Protocol::Ec2,
                "Fln",
                traits(Some("zed"), None, true),
                "Zed",
                "Item",
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
                "bar",
                "bar",
            ),
            (
                Protocol::RestXml,
                "Fln",
                traits(Some("zed"), None, true),
                "zed",
                "Item",
            ),
            (
                Protocol::Json11,
                "Fln",
                traits(Some("zed"), None, true),
                "zed",
                "zed",
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
}
