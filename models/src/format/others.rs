//! `waiters-2.json`, `paginators-1.json` and `resources-1.json`, whose readers know the keys themselves: tables for people, which tests hold
//! against the readers and the vendored files.

use super::Value::{
    Anything, Boolean, Count, Free, List, Map, Number, Object, OneOf, Text, TextOrTexts,
};
use super::{Place, key};

pub(super) static WAITERS: &[&Place] = &[&WAITERS_FILE, &WAITER, &ACCEPTOR, &BATCH, &BESIDE];
pub(super) static PAGINATORS: &[&Place] = &[&PAGINATORS_FILE, &PAGINATOR];
pub(super) static RESOURCES: &[&Place] = &[
    &RESOURCES_FILE,
    &RESOURCE,
    &IDENTIFIER,
    &ACTION,
    &REQUEST,
    &PARAM,
    &HAS,
    &TARGET,
    &WAIT,
];

static WAITERS_FILE: Place = Place {
    path: "",
    keys: &[
        key("version", Number, "the version of the format, 2").required(),
        key("waiters", Map(&WAITER), "the waiters by name").required(),
    ],
};

static WAITER: Place = Place {
    path: "waiters.<name>",
    keys: &[
        key("operation", Text, "the operation to poll").required(),
        key("delay", Number, "the time between two polls, in seconds").required(),
        key("maxAttempts", Count, "the number of polls, with the first").required(),
        key(
            "acceptors",
            List(&ACCEPTOR),
            "conditions on the answer; the first that holds decides",
        )
        .required(),
        key("description", Text, "prose"),
        key("type", Text, "`api`; it is not read"),
        key(
            "batch",
            Object(&BATCH),
            "how ids relate to the operation, if the model does not tell",
        )
        .ours(),
    ],
};

static ACCEPTOR: Place = Place {
    path: "waiters.<name>.acceptors[]",
    keys: &[
        key(
            "state",
            OneOf(&["success", "failure", "retry"]),
            "the state that follows",
        )
        .required(),
        key(
            "matcher",
            OneOf(&["path", "pathAll", "pathAny", "status", "error"]),
            "how the acceptor compares",
        )
        .required(),
        key(
            "argument",
            Text,
            "the JMESPath expression of `path`, `pathAll` and `pathAny`",
        ),
        key("expected", Anything, "a text, a number or a boolean").required(),
    ],
};

static BATCH: Place = Place {
    path: "waiters.<name>.batch",
    keys: &[
        key(
            "ids",
            Text,
            "the input member with the ids; a string takes one id per call",
        )
        .required()
        .ours(),
        key("items", Text, "the list in the output with an item per id").ours(),
        key("id", TextOrTexts, "the member of an item that is the id").ours(),
        key("limit", Count, "the maximum of ids per call").ours(),
        key(
            "beside",
            List(&BESIDE),
            "further lists that acceptors look at",
        )
        .ours(),
    ],
};

static BESIDE: Place = Place {
    path: "waiters.<name>.batch.beside[]",
    keys: &[
        key("items", Text, "the list in the output")
            .required()
            .ours(),
        key("id", TextOrTexts, "the member of an item that is the id")
            .required()
            .ours(),
    ],
};

static PAGINATORS_FILE: Place = Place {
    path: "",
    keys: &[
        key("version", Anything, "it is not read"),
        key("pagination", Map(&PAGINATOR), "the paginators by operation").required(),
    ],
};

static PAGINATOR: Place = Place {
    path: "pagination.<operation>",
    keys: &[
        key("input_token", TextOrTexts, "the input members that take the tokens").required(),
        key("output_token", TextOrTexts, "where the tokens stand in the output: expressions, in the same order").required(),
        key("result_key", TextOrTexts, "the results of a page, lists, maps or numbers: expressions; the first is the primary one").required(),
        key("limit_key", Text, "the input member that is the page size"),
        key("more_results", Text, "an expression; unless it is true, no page follows"),
        key("non_aggregate_keys", TextOrTexts, "paths whose values the first page gives"),
        key("repeated_token", OneOf(&["error", "stop"]), "what a repeated token means; `error` if absent").ours(),
        key("every_request", Free, "input members and their values in every request").ours(),
        key("first_token", TextOrTexts, "the tokens of the first request").ours(),
        key("default_limit", Count, "the page size if the caller sets none").ours(),
        key("max_limit", Count, "the largest page size for which the service gives tokens").ours(),
        key("py_input_token", TextOrTexts, "it is not read"),
    ],
};

static RESOURCES_FILE: Place = Place {
    path: "",
    keys: &[
        key(
            "service",
            Object(&RESOURCE),
            "the service itself; `has`, `hasMany` and `actions` alone",
        ),
        key("resources", Map(&RESOURCE), "the resources by name"),
    ],
};

static RESOURCE: Place = Place {
    path: "resources.<name>",
    keys: &[
        key(
            "identifiers",
            List(&IDENTIFIER),
            "the identifiers, in the order of the constructor's arguments",
        ),
        key("shape", Text, "the structure of its data"),
        key("load", Object(&ACTION), "the call that loads the data"),
        key("actions", Map(&ACTION), "calls"),
        key(
            "batchActions",
            Map(&ACTION),
            "calls for all resources of a collection",
        ),
        key(
            "has",
            Map(&HAS),
            "references and sub-resources, which need no call",
        ),
        key("hasMany", Map(&ACTION), "collections"),
        key("waiters", Map(&WAIT), "waits"),
        key(
            "batchWriter",
            Text,
            "the operation that writes several items at once",
        )
        .ours(),
    ],
};

static IDENTIFIER: Place = Place {
    path: "resources.<name>.identifiers[]",
    keys: &[
        key("name", Text, "its name").required(),
        key(
            "memberName",
            Text,
            "the member of the data with the same value",
        ),
        key("type", Text, "`integer`; a string if absent"),
        key("mayBeEmpty", Boolean, "the empty text is a valid value").ours(),
    ],
};

static ACTION: Place = Place {
    path: "resources.<name>.actions.<name>",
    keys: &[
        key("request", Object(&REQUEST), "the call").required(),
        key(
            "resource",
            Object(&TARGET),
            "the resources that the method returns",
        ),
        key(
            "path",
            Text,
            "an expression on the answer: what the method returns",
        ),
        key(
            "limit",
            Count,
            "for a batch action, the maximum of resources per call",
        )
        .ours(),
        key(
            "failures",
            Text,
            "for a batch action, the list of failures in the answer",
        )
        .ours(),
    ],
};

static REQUEST: Place = Place {
    path: "resources.<name>.actions.<name>.request",
    keys: &[
        key("operation", Text, "the operation").required(),
        key("params", List(&PARAM), "values for members of the input"),
    ],
};

static PARAM: Place = Place {
    path: "resources.<name>.actions.<name>.request.params[]",
    keys: &[
        key(
            "target",
            Text,
            "the place in the input, such as `Filters[0].Values[0]`; of a resource, an identifier",
        )
        .required(),
        key(
            "source",
            OneOf(&[
                "identifier",
                "data",
                "string",
                "integer",
                "boolean",
                "input",
                "requestParameter",
                "response",
            ]),
            "where the value comes from",
        )
        .required(),
        key("name", Text, "with `identifier`, the identifier's name"),
        key(
            "path",
            Text,
            "with `data`, `requestParameter` and `response`, an expression",
        ),
        key(
            "value",
            Anything,
            "with `string`, `integer` and `boolean`, the value",
        ),
    ],
};

static HAS: Place = Place {
    path: "resources.<name>.has.<name>",
    keys: &[key("resource", Object(&TARGET), "the resource").required()],
};

static TARGET: Place = Place {
    path: "resources.<name>.has.<name>.resource",
    keys: &[
        key("type", Text, "the name of the resource").required(),
        key(
            "identifiers",
            List(&PARAM),
            "the source of each identifier; `target` is its name",
        ),
        key("path", Text, "an expression: the place of its data"),
        key(
            "forEach",
            Text,
            "an identifier with several values: one resource for each",
        )
        .ours(),
    ],
};

static WAIT: Place = Place {
    path: "resources.<name>.waiters.<name>",
    keys: &[
        key("waiterName", Text, "the waiter").required(),
        key("params", List(&PARAM), "values for members of the input"),
        key("path", Text, "the data in the last answer"),
    ],
};
