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
            "how ids relate to the operation, where the model cannot tell",
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
            "what follows",
        )
        .required(),
        key(
            "matcher",
            OneOf(&["path", "pathAll", "pathAny", "status", "error"]),
            "how the answer is looked at",
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
            "the input member with the ids; a string alone takes one id per call",
        )
        .required()
        .ours(),
        key("items", Text, "the list in the output with an item per id").ours(),
        key("id", TextOrTexts, "the member of an item that is the id").ours(),
        key("limit", Count, "the most ids of a call").ours(),
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
        key("result_key", TextOrTexts, "the lists, maps or numbers that pages are made of: expressions; the first is the main one").required(),
        key("limit_key", Text, "the input member that is the page size"),
        key("more_results", Text, "an expression; if it is not true, no page follows"),
        key("non_aggregate_keys", TextOrTexts, "paths that are taken from the first page"),
        key("repeated_token", OneOf(&["error", "stop"]), "what a token means that was sent already; `error` if absent").ours(),
        key("every_request", Free, "input members and their values in every request").ours(),
        key("first_token", TextOrTexts, "the tokens of the first request").ours(),
        key("default_limit", Count, "the page size of a caller who sets none").ours(),
        key("max_limit", Count, "the largest page size with which tokens come").ours(),
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
            "what tells one from another, in the order of constructors",
        ),
        key("shape", Text, "the structure that holds its data"),
        key("load", Object(&ACTION), "the call that gets the data"),
        key("actions", Map(&ACTION), "calls"),
        key(
            "batchActions",
            Map(&ACTION),
            "calls for all resources of a collection",
        ),
        key(
            "has",
            Map(&HAS),
            "resources that it leads to without a call",
        ),
        key("hasMany", Map(&ACTION), "collections"),
        key("waiters", Map(&WAIT), "waits"),
        key("batchWriter", Text, "the operation that writes many items").ours(),
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
        key("mayBeEmpty", Boolean, "the empty text is a value").ours(),
    ],
};

static ACTION: Place = Place {
    path: "resources.<name>.actions.<name>",
    keys: &[
        key("request", Object(&REQUEST), "the call").required(),
        key(
            "resource",
            Object(&TARGET),
            "the resources that the answer becomes",
        ),
        key(
            "path",
            Text,
            "the part of the answer that counts: an expression",
        ),
        key(
            "limit",
            Count,
            "of a batch action, the most resources of a call",
        )
        .ours(),
        key(
            "failures",
            Text,
            "of a batch action, where the answer lists what was not done",
        )
        .ours(),
    ],
};

static REQUEST: Place = Place {
    path: "resources.<name>.actions.<name>.request",
    keys: &[
        key("operation", Text, "the operation").required(),
        key("params", List(&PARAM), "what is filled in"),
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
        key("name", Text, "with `identifier`, which one"),
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
            "where each comes from; `target` is its name",
        ),
        key("path", Text, "where its data stands: an expression"),
        key(
            "forEach",
            Text,
            "the identifier for each of whose values the others are repeated",
        )
        .ours(),
    ],
};

static WAIT: Place = Place {
    path: "resources.<name>.waiters.<name>",
    keys: &[
        key("waiterName", Text, "the waiter").required(),
        key("params", List(&PARAM), "what is filled in"),
        key("path", Text, "where the data stands in the last answer"),
    ],
};
