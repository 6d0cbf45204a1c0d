//! No text that could be logged contains a secret.

use super::*;
use crate::jmespath::Expression;
use crate::paginator::{Pages, Paginator, RepeatedToken, Token};
use crate::request::{ToSend, Wait};
use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};
use crate::waiter::{Acceptor, AcceptorState, ExpectedValue, Matcher, Waiter};

/// In every value that is secret.
const SECRET: &str = "hunter2";

static SERVICE: Service = Service::new(
    "vault",
    "Vault",
    "2020-01-01",
    Protocol::Json11,
    Endpoint::regional("vault"),
);
static WORDS: Shape = Shape::list(
    "Words",
    &[Member::new("member", &shapes::STRING).sensitive()],
);
static BY_WORD: Shape = Shape::map(
    "ByWord",
    &[
        Member::new("key", &shapes::STRING).sensitive(),
        Member::new("value", &shapes::STRING).sensitive(),
    ],
);
static INNER: Shape =
    Shape::structure("Inner", &[Member::new("Word", &shapes::STRING).sensitive()]);
static INNERS: Shape = Shape::list("Inners", &[Member::new("member", &INNER)]);
static CHOICE: Shape = Shape::union(
    "Choice",
    &[Member::new("Word", &shapes::STRING).sensitive()],
);
static VALUES: Shape = Shape::structure(
    "Values",
    &[
        Member::new("Id", &shapes::STRING),
        Member::new("Word", &shapes::STRING).sensitive().min(99.0),
        Member::new("Words", &WORDS),
        Member::new("ByWord", &BY_WORD),
        Member::new("Inners", &INNERS),
        Member::new("Choice", &CHOICE),
        Member::new("Number", &shapes::INTEGER).sensitive(),
        Member::new("Inner", &INNER).sensitive(),
    ],
);
static SHOW: Operation = Operation::new(&SERVICE, "Show")
    .input(&VALUES)
    .output(&VALUES);

const VALUE: &str = r#"{"Id":"visible","Word":"hunter2","Words":["hunter2"],"ByWord":{"hunter2":"hunter2"},
    "Inners":[{"Word":"hunter2"}],"Choice":{"Word":"hunter2"},"Inner":{"Word":"hunter2"}}"#;

fn hidden(text: &str) {
    assert!(!text.contains(SECRET), "{text}");
}

fn config(transport: &ScriptedTransport) -> Config {
    let credentials = Credentials::new("AKID", SECRET, Some(SECRET.to_owned()), None, "test");
    builder(transport)
        .credentials(credentials)
        .no_retries()
        .build()
        .unwrap()
}

fn client(script: impl IntoIterator<Item = ScriptStep>) -> Client {
    Client::new(&SERVICE, &config(&ScriptedTransport::new(script)))
}

fn input() -> Dynamic {
    samples::with(Dynamic::new(&VALUES), &[("Id", "visible")])
}

async fn show(client: &Client, input: &Dynamic) -> Result<Reply, Error> {
    client
        .call(&SHOW, input, Box::new(Dynamic::new(&VALUES)))
        .await
}

#[tokio::test]
async fn an_output_is_shown_without_what_is_sensitive_at_any_depth() {
    let client = client([ScriptStep::response(200, &[], VALUE)]);
    let reply = show(&client, &input()).await.unwrap();
    insta::assert_snapshot!(
        format!("{reply:?}").split(", metadata: ").next().unwrap(),
        @r#"Reply { output: Values { Id: "visible", Word: ***, Words: [***], ByWord: {***: ***}, Inners: [Inner { Word: *** }], Choice: Choice { Word: *** }, Inner: *** }"#
    );
}

#[tokio::test]
async fn keys_are_in_no_text() {
    let transport =
        ScriptedTransport::new([ScriptStep::response(403, &[], r#"{"__type":"Denied"}"#)]);
    let config = config(&transport);
    let client = Client::new(&SERVICE, &config);
    let error = show(&client, &input()).await.err().unwrap();
    hidden(&format!(
        "{error} {error:?} {client:?} {config:?} {transport:?}"
    ));
    let send = ToSend::new(client.clone());
    hidden(&format!(
        "{send:?} {:?}",
        send.clone().call_dynamic(&SHOW, input())
    ));
    let request = &transport.requests()[0];
    assert!(request.header("authorization").unwrap().contains("AKID"));
    hidden(&format!("{:?}", request.headers));
}

#[tokio::test]
async fn a_problem_with_a_sensitive_value_does_not_repeat_it() {
    let input = samples::with(input(), &[("Word", SECRET)]);
    let error = show(&client([]), &input).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "vault Show: invalid input: Word has length 7, less than 99"
    );
    hidden(&format!("{error:?}"));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_repeated() {
    for (number, body) in [
        r#"{"Number":"hunter2"}"#,
        r#"{"Word":["hunter2"]}"#,
        r#"{"Words":"hunter2"}"#,
        r#"{"ByWord":{"hunter2":7,"hunter2":[]}}"#,
        r#"{"ByWord":{"hunter2":["hunter2"]}}"#,
        r#"{"Inner":"hunter2"}"#,
        r#"{"Choice":{"Word":"hunter2","hunter2":1}}"#,
        r#"{"Word":"hunter2""#,
        r#"{"Word":"hunter2" "hunter2"}"#,
        "hunter2",
    ]
    .into_iter()
    .enumerate()
    {
        let error = show(&client([ScriptStep::response(200, &[], body)]), &input()).await;
        let Err(error) = error else {
            panic!("{number} was read");
        };
        assert!(error.to_string().starts_with("vault Show: "), "{error}");
        let source = std::error::Error::source(&error).map(ToString::to_string);
        hidden(&format!("{error} {error:?} {source:?}"));
    }
}

#[tokio::test]
async fn the_fields_of_an_error_are_not_shown() {
    let body = r#"{"__type":"Denied","message":"no","Word":"hunter2"}"#;
    let client = client([ScriptStep::response(400, &[("x-word", SECRET)], body)]);
    let error = show(&client, &input()).await.err().unwrap();
    assert_eq!(error.response().unwrap().field("Word"), Some(SECRET));
    hidden(&format!("{error} {error:?} {:?}", error.response()));
}

#[tokio::test(start_paused = true)]
async fn a_wait_shows_no_sensitive_value() {
    let matcher = Matcher::Path(
        Expression::parse("Words[0]").unwrap(),
        ExpectedValue::String("x"),
    );
    let waiter = Box::leak(Box::new(Waiter::new(
        "Shown",
        &SHOW,
        Duration::from_secs(1),
        2,
        vec![Acceptor::new(AcceptorState::Success, matcher)].leak(),
    )));
    let answers = || [(); 2].map(|()| ScriptStep::response(200, &[], VALUE));
    let polls = Arc::new(std::sync::Mutex::new(String::new()));
    let seen = Arc::clone(&polls);
    let wait = Wait::new(client(answers()), waiter).on_poll(move |poll| {
        seen.lock().unwrap().push_str(&format!("{poll} {poll:?}\n"));
    });
    hidden(&format!("{wait:?}"));
    let error = wait.run_dynamic(input()).await.unwrap_err();
    hidden(&polls.lock().unwrap());
    hidden(&format!("{error} {error:#} {error:?}"));
    assert_eq!(error.actual().as_deref(), Some("***"));
}

#[tokio::test]
async fn a_repeated_sensitive_token_is_not_shown() {
    let paginator = Box::leak(Box::new(Paginator {
        operation: &SHOW,
        tokens: vec![Token {
            input: 1,
            output: Expression::parse("Words[0]").unwrap(),
        }]
        .leak(),
        more_results: None,
        results: &[],
        limit: None,
        non_aggregate: &[],
        repeated_token: RepeatedToken::Error,
        every_request: &[],
        first_token: &[],
        default_limit: None,
        max_limit: None,
    }));
    static LONG: &str = r#"{"Words":["hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2"]}"#;
    let script = [(); 3].map(|()| ScriptStep::response(200, &[], LONG));
    let mut pages = Pages::dynamic(client(script), paginator, input());
    hidden(&format!("{pages:?}"));
    pages.next().await.unwrap().unwrap();
    pages.next().await.unwrap().unwrap();
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Pagination(_)), "{error}");
    hidden(&format!("{error} {error:?}"));
}

#[test]
fn what_replaces_a_callers_value_is_not_shown() {
    let mut texts = crate::wire::Substitutions::new();
    texts.push(3, SECRET);
    assert_eq!(format!("{texts:?}"), "Substitutions[3]");
}
