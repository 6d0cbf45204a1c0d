//! The expression that finds a value.

use super::function::Function;
use super::node::Node;

/// The text of a node that is a path of members.
pub(super) fn path(nodes: &[Node], at: u16) -> Option<String> {
    Some(match nodes.get(usize::from(at))? {
        Node::Current => "@".to_owned(),
        Node::Member(name, _) | Node::Field(name) => quoted(name),
        Node::Index(index) => format!("[{index}]"),
        Node::Sub(first, second) => {
            let (first, second) = (path(nodes, *first)?, path(nodes, *second)?);
            let dot = if second.starts_with('[') { "" } else { "." };
            format!("{first}{dot}{second}")
        }
        Node::Call(Function::ToString, arguments) => match &**arguments {
            [argument] => format!("to_string({})", path(nodes, *argument)?),
            _ => return None,
        },
        _ => return None,
    })
}

/// A name in the notation of expressions.
fn quoted(name: &str) -> String {
    let mut bytes = name.bytes();
    let is_plain = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain {
        name.to_owned()
    } else {
        serde_json::Value::from(name).to_string()
    }
}
