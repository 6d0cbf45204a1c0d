//! Faults of the format: documents that are odd, wrong, or correct in an unusual way.

use serde_json::{Value, json};

use super::Context;
use crate::answer::{Answer, Format};

/// The answer's value, changed and written again; JSON and CBOR only.
fn changed(
    context: &Context<'_>,
    answer: &mut Answer,
    change: impl FnOnce(&mut Value) -> Option<()>,
) -> bool {
    let mut value = context.value.clone();
    let written = change(&mut value).and_then(|()| context.format.write(&value));
    written.map(|body| answer.body = body).is_some()
}

/// The document's text, changed; false if that changes nothing, and for CBOR.
fn edited(
    context: &Context<'_>,
    answer: &mut Answer,
    format: Format,
    edit: impl FnOnce(&str) -> String,
) -> bool {
    if context.format != format {
        return false;
    }
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let edited = edit(&text).into_bytes();
    let is_changed = edited != answer.body;
    answer.body = edited;
    is_changed
}

fn json_with(context: &Context<'_>, answer: &mut Answer, member: &str) -> bool {
    edited(context, answer, Format::Json, |text| {
        let comma = if text == "{}" { "" } else { "," };
        text.replacen('{', &format!("{{{member}{comma}"), 1)
    })
}

pub(super) fn nan(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    json_with(context, answer, "\"Load\":NaN,\"Peak\":-Infinity")
}

pub(super) fn lone_surrogate(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    json_with(context, answer, r#""Remark":"bad \ud83d""#)
}

pub(super) fn member_twice(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let list = context.list;
    json_with(context, answer, &format!("\"{list}\":[]"))
}

pub(super) fn deep(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    const LEVELS: usize = 20_000;
    match context.format {
        Format::Json => {
            let nested = format!("\"Deep\":{}{}", "[".repeat(LEVELS), "]".repeat(LEVELS));
            json_with(context, answer, &nested)
        }
        Format::Xml => {
            let nested = format!("{}{}", "<Deep>".repeat(LEVELS), "</Deep>".repeat(LEVELS));
            in_root(context, answer, &nested)
        }
        Format::Cbor => {
            let mut nested = vec![0x64];
            nested.extend_from_slice(b"Deep");
            nested.extend(vec![0x81; LEVELS]);
            nested.push(0xf6);
            first_in_map(answer, &nested)
        }
    }
}

pub(super) fn huge(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let text = "message ".repeat(1 << 16);
    match context.format {
        Format::Json => json_with(context, answer, &format!("\"Remark\":\"{text}\"")),
        Format::Xml => in_root(context, answer, &format!("<Remark>{text}</Remark>")),
        Format::Cbor => {
            let mut member = b"\x66Remark\x7a".to_vec();
            member.extend((text.len() as u32).to_be_bytes());
            member.extend_from_slice(text.as_bytes());
            first_in_map(answer, &member)
        }
    }
}

pub(super) fn text_for_a_list(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let list = context.list;
    changed(context, answer, |value| {
        *value.get_mut(list)? = json!("none");
        Some(())
    })
}

pub(super) fn number_for_a_list(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let list = context.list;
    changed(context, answer, |value| {
        *value.get_mut(list)? = json!(7);
        Some(())
    })
}

/// As some services and many proxies do: a single element replaces the list.
pub(super) fn element_for_a_list(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let list = context.list;
    changed(context, answer, |value| {
        let found = value.get_mut(list)?;
        *found = found.as_array()?.first()?.clone();
        Some(())
    })
}

pub(super) fn texts_in_a_list(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let list = context.list;
    changed(context, answer, |value| {
        let items = value.get_mut(list)?.as_array_mut()?;
        *items.first_mut()? = json!("none");
        Some(())
    })
}

pub(super) fn null_list(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let list = context.list;
    changed(context, answer, |value| {
        *value.get_mut(list)? = Value::Null;
        Some(())
    })
}

pub(super) fn null_in_a_list(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let list = context.list;
    changed(context, answer, |value| {
        value.get_mut(list)?.as_array_mut()?.push(Value::Null);
        Some(())
    })
}

pub(super) fn number_for_a_text(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let list = context.list;
    changed(context, answer, |value| {
        let item = value.get_mut(list)?.get_mut(0)?;
        *item.get_mut("Id")? = json!([1, 2]);
        Some(())
    })
}

pub(super) fn list_for_a_token(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let token = context.token;
    changed(context, answer, |value| {
        *value.get_mut(token?)? = json!(["t1", "t2"]);
        Some(())
    })
}

pub(super) fn object_for_a_token(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let token = context.token;
    changed(context, answer, |value| {
        *value.get_mut(token?)? = json!({"next": "page"});
        Some(())
    })
}

pub(super) fn error_with_200(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    const CODE: &str = "InternalError";
    let error = json!({"__type": CODE, "message": "made up"});
    answer.body = match context.format {
        Format::Xml if context.subject == "s3" => {
            format!("<Error><Code>{CODE}</Code><Message>made up</Message></Error>").into_bytes()
        }
        Format::Xml => format!("<ErrorResponse><Error><Code>{CODE}</Code></Error></ErrorResponse>")
            .into_bytes(),
        format => format.write(&error).unwrap(),
    };
    true
}

pub(super) fn error_without_code(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    error(
        context,
        answer,
        "<Message>made up</Message>",
        json!({"message": "made up"}),
    )
}

pub(super) fn error_with_empty_code(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    error(
        context,
        answer,
        "<Code></Code><Message>made up</Message>",
        json!({"__type": "", "message": "made up"}),
    )
}

pub(super) fn error_with_null_code(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    error(
        context,
        answer,
        "<Code/>",
        json!({"__type": null, "message": null}),
    )
}

/// The error says that it throttles, and the rest of it is unreadable.
pub(super) fn error_not_strict(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    if context.format != Format::Json {
        return false;
    }
    answer.status = 400;
    answer.body =
        br#"{"__type":"faults#ThrottlingException","message":"bad \ud83d","after":NaN}"#.to_vec();
    true
}

pub(super) fn error_without_body(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(400, "text/plain", "");
    true
}

pub(super) fn error_cut(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    error(
        context,
        answer,
        "<Code>Validation",
        json!({"__type": "Validation"}),
    );
    let length = answer.body.len();
    answer.body.truncate(length / 2);
    true
}

/// An error with a message of half a megabyte.
pub(super) fn error_with_huge_message(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let message = "made up ".repeat(1 << 16);
    let xml = format!("<Code>Validation</Code><Message>{message}</Message>");
    error(
        context,
        answer,
        &xml,
        json!({"__type": "Validation", "message": message}),
    )
}

fn error(context: &Context<'_>, answer: &mut Answer, xml: &str, value: Value) -> bool {
    answer.status = 400;
    answer.body = match (context.format, context.subject) {
        (Format::Xml, "s3") => format!("<Error>{xml}</Error>").into_bytes(),
        (Format::Xml, "ec2") => {
            format!("<Response><Errors><Error>{xml}</Error></Errors></Response>").into_bytes()
        }
        (Format::Xml, _) => {
            format!("<ErrorResponse><Error>{xml}</Error></ErrorResponse>").into_bytes()
        }
        (format, _) => format.write(&value).unwrap(),
    };
    true
}

pub(super) fn doctype(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    edited(context, answer, Format::Xml, |text| {
        format!("<?xml version=\"1.0\"?>\n<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">\n{text}")
    })
}

/// Each entity expands to ten of the one before.
pub(super) fn entity_bomb(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let entities = (1..10).map(|at| {
        format!(
            "<!ENTITY e{at} \"{}\">",
            format!("&e{};", at - 1).repeat(10)
        )
    });
    let entities: String = entities.collect();
    let doctype = format!("<!DOCTYPE x [<!ENTITY e0 \"0123456789\">{entities}]>");
    in_root(context, answer, "<Remark>&e9;</Remark>")
        && edited(context, answer, Format::Xml, |text| {
            format!("{doctype}{text}")
        })
}

/// An entity in an id, which is then unknown.
pub(super) fn unknown_entity(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    edited(context, answer, Format::Xml, |text| {
        text.replacen(">id-", ">&id;-", 1)
    })
}

pub(super) fn comments(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    edited(context, answer, Format::Xml, |text| {
        let text = text.replacen(">id-", "><!-- an --><![CDATA[id-]]>", 1);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- {{}} --><?odd thing?>\n{text}\n<!-- end -->"
        )
    })
}

pub(super) fn crossed_tags(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    edited(context, answer, Format::Xml, |text| {
        let root = text.rfind("</").unwrap_or(0);
        format!("{}</Other>", &text[..root])
    })
}

pub(super) fn cbor_indefinite(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let is_small_map = answer
        .body
        .first()
        .is_some_and(|byte| (0xa0..0xb8).contains(byte));
    if context.format != Format::Cbor || !is_small_map {
        return false;
    }
    answer.body[0] = 0xbf;
    answer.body.push(0xff);
    true
}

pub(super) fn cbor_without_break(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    cbor_indefinite(context, answer) && answer.body.pop().is_some()
}

pub(super) fn cbor_reserved(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    context.format == Format::Cbor && first_in_map(answer, b"\x66Remark\x1c")
}

pub(super) fn cbor_huge_length(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    context.format == Format::Cbor
        && first_in_map(answer, b"\x66Remark\x5b\x7f\xff\xff\xff\xff\xff\xff\xff")
}

/// Puts elements first into the root, or into the result in it.
fn in_root(context: &Context<'_>, answer: &mut Answer, elements: &str) -> bool {
    edited(context, answer, Format::Xml, |text| {
        text.replacen('>', &format!(">{elements}"), 1)
    })
}

/// Inserts a first member into the map of the body, which has fewer than 23.
fn first_in_map(answer: &mut Answer, member: &[u8]) -> bool {
    let Some(first) = answer
        .body
        .first_mut()
        .filter(|first| (0xa0..0xb7).contains(*first))
    else {
        return false;
    };
    *first += 1;
    answer.body.splice(1..1, member.iter().copied());
    true
}
