use pageboy_schema::json::Json;

/// Removes every sentence: documentation, descriptions of waiters, and examples.
///
/// `documentation` is also the name of members; those are objects, and stay.
pub(super) fn remove(file: &mut Json) {
    if let Json::Object(members) = file {
        members.shift_remove("examples");
        if let Some(Json::Object(waiters)) = members.get_mut("waiters") {
            for waiter in waiters.values_mut() {
                remove_text(waiter, "description");
            }
        }
    }
    remove_documentation(file);
}

fn remove_documentation(value: &mut Json) {
    remove_text(value, "documentation");
    match value {
        Json::Array(items) => items.iter_mut().for_each(remove_documentation),
        Json::Object(members) => members.values_mut().for_each(remove_documentation),
        _ => {}
    }
}

fn remove_text(value: &mut Json, name: &str) {
    if let Json::Object(members) = value
        && matches!(members.get(name), Some(Json::String(_)))
    {
        members.shift_remove(name);
    }
}

#[cfg(test)]
mod tests {
    use pageboy_schema::json::Json;

    #[test]
    fn sentences_go_and_members_that_are_called_documentation_stay() {
        let mut file: Json = serde_json::from_str(
            r#"{"documentation":"A.","examples":{},
            "shapes":{"B":{"type":"structure","documentation":"C.","members":{
                "documentation":{"shape":"D","documentation":"E."},"description":{"shape":"D"}}}},
            "waiters":{"description":{"description":"F.","acceptors":[{"documentation":"G."}]}}}"#,
        )
        .unwrap();
        super::remove(&mut file);
        assert_eq!(
            file.to_string(),
            r#"{"shapes":{"B":{"type":"structure","members":{"documentation":{"shape":"D"},"description":{"shape":"D"}}}},"waiters":{"description":{"acceptors":[{}]}}}"#
        );
    }
}
