//! `endpoint-rule-set-1.json`: a table for people; its reader knows the keys itself, and tests hold both together.

use super::Value::{Anything, Boolean, Free, List, Map, Object, OneOf, Text};
use super::{Place, key};

pub(super) static ENDPOINT_RULES: &[&Place] = &[&FILE, &PARAMETER, &RULE, &CONDITION, &ENDPOINT];

static FILE: Place = Place {
    path: "",
    keys: &[
        key("version", Text, "the version of the format, `1.0` to `1.3`").required(),
        key(
            "parameters",
            Map(&PARAMETER),
            "the values that the rules can use",
        )
        .required(),
        key(
            "rules",
            List(&RULE),
            "the first whose conditions hold decides",
        )
        .required(),
    ],
};

static PARAMETER: Place = Place {
    path: "parameters.<name>",
    keys: &[
        key(
            "type",
            OneOf(&["string", "String", "boolean", "Boolean", "stringArray"]),
            "its type",
        )
        .required(),
        key(
            "builtIn",
            Text,
            "the setting that gives it, such as `AWS::Region`",
        ),
        key("default", Anything, "its value if nothing sets it"),
        key("required", Boolean, "it must have a value"),
        key("documentation", Text, "prose"),
        key("deprecated", Free, "it is not read"),
    ],
};

static RULE: Place = Place {
    path: "rules[]",
    keys: &[
        key("conditions", List(&CONDITION), "all must hold").required(),
        key(
            "type",
            OneOf(&["endpoint", "error", "tree"]),
            "what the rule gives",
        )
        .required(),
        key("endpoint", Object(&ENDPOINT), "the endpoint").required_of("endpoint"),
        key("error", Anything, "the sentence of the error").required_of("error"),
        key("rules", List(&RULE), "further rules").required_of("tree"),
        key("documentation", Text, "prose"),
    ],
};

static CONDITION: Place = Place {
    path: "rules[].conditions[]",
    keys: &[
        key(
            "fn",
            Text,
            "a function, such as `isSet`, `not`, `stringEquals`, `parseURL`",
        )
        .required(),
        key(
            "argv",
            Anything,
            "its arguments: values, `{\"ref\": name}`, or calls of the same form",
        )
        .required(),
        key("assign", Text, "a name for the result"),
    ],
};

static ENDPOINT: Place = Place {
    path: "rules[].endpoint",
    keys: &[
        key(
            "url",
            Anything,
            "the URL; `{name}` in it stands for a value",
        )
        .required(),
        key("properties", Free, "such as `authSchemes`"),
        key("headers", Free, "headers, each a list of values"),
    ],
};
