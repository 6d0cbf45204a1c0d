use pageboy_schema::json::Json;

/// The changes of the definitions since an entry was written for them, and the changes that the entry makes.
pub(super) fn difference(
    was: Option<&Json>,
    now: Option<&Json>,
    ours: Option<&Json>,
) -> Vec<String> {
    let mut lines = Vec::new();
    match (was, now) {
        (Some(Json::Array(was)), Some(Json::Array(now))) => {
            elements("upstream", was, now, &mut lines)
        }
        (Some(Json::Object(was)), Some(Json::Object(now))) => {
            for (name, value) in was {
                if now.get(name) != Some(value) {
                    lines.push(format!("upstream - {name}: {value}"));
                }
            }
            for (name, value) in now {
                if was.get(name) != Some(value) {
                    lines.push(format!("upstream + {name}: {value}"));
                }
            }
        }
        (was, now) => {
            lines.push(format!("expected   {}", text(was)));
            lines.push(format!("upstream   {}", text(now)));
        }
    }
    match (was, ours) {
        (Some(Json::Array(was)), Some(Json::Array(ours))) => {
            elements("ours", was, ours, &mut lines)
        }
        (Some(Json::Object(_)), Some(Json::Object(_))) => {}
        (_, ours) => lines.push(format!("ours       {}", text(ours))),
    }
    lines
}

fn elements(whose: &str, before: &[Json], after: &[Json], lines: &mut Vec<String>) {
    let count = lines.len();
    for element in before.iter().filter(|element| !after.contains(element)) {
        lines.push(format!("{whose:8} - {element}"));
    }
    for element in after.iter().filter(|element| !before.contains(element)) {
        lines.push(format!("{whose:8} + {element}"));
    }
    if lines.len() == count && before != after {
        lines.push(format!("{whose:8}   another order"));
    }
}

fn text(value: Option<&Json>) -> String {
    value.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}
