//! Resume tokens and cursors: read where pages start, written where they are cut, and read again.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pageboy::paginator::Paginator;
use pageboy::testing::{ScriptStep, ScriptedTransport};
use pageboy::{Client, Config, Cursor, Dynamic, Error, ErrorKind, Pages};
use serde_json::Value;

use crate::dynamic::Tables;
use crate::{block_on, memory, service};

/// Pages are asked for at most so often.
const PAGES: usize = 3;

static TABLES: LazyLock<Tables> = LazyLock::new(|| service::tables("json"));

/// Reads an input: a byte that picks paginator and number of items, a starting token, a line break, and the page that
/// the service answers with.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let Some(choice) = text.chars().next() else {
        return;
    };
    let (token, page) = text[choice.len_utf8()..]
        .split_once('\n')
        .unwrap_or_default();
    let choice = u32::from(choice);
    let operation = ["ListItems", "ListNames"][usize::from(choice % 2 == 0)];
    let paginator = TABLES.paginators[operation];
    let most = (choice / 2 % 4) as usize;
    memory::bounded(|| {
        if let Ok(cursor) = token.parse::<Cursor>() {
            assert_eq!(cursor.to_text().parse(), Ok(cursor));
        }
        let start = (!token.is_empty()).then_some(token);
        let run = Run::new(paginator, start, page, most);
        let Some(resume) = run.resume else {
            return;
        };
        let again = Run::new(paginator, Some(&resume), page, most);
        if let Some(error) = &again.error {
            assert!(
                !error.to_string().contains("starting token"),
                "{error}: {resume}"
            );
        }
        if is_cut(&resume) {
            assert_eq!(run.requests.last(), again.requests.first(), "{resume}");
        }
    });
}

/// What came of a run over the pages.
struct Run {
    requests: Vec<Value>,
    resume: Option<String>,
    error: Option<Error>,
}

impl Run {
    fn new(paginator: &'static Paginator, start: Option<&str>, page: &str, most: usize) -> Self {
        let answers = (0..PAGES).map(|_| ScriptStep::response(200, &[], page.to_owned()));
        let transport = ScriptedTransport::new(answers);
        let config = Config::builder()
            .region("us-east-1")
            .endpoint_url("https://service.example")
            .max_attempts(1)
            .transport(transport.clone())
            .build()
            .expect("the settings are right");
        let client = Client::new(TABLES.service, &config);
        let input = Dynamic::new(paginator.operation.input.unwrap());
        let mut pages = Pages::dynamic(client, paginator, input).max_items(most);
        if let Some(start) = start {
            pages = pages.starting_token(start);
        }
        let error = block_on(async {
            while let Some(page) = pages.next().await {
                if let Err(error) = page {
                    return Some(error);
                }
            }
            None
        });
        if let Some(error) = &error {
            assert!(!error.to_string().is_empty());
            let is_expected = matches!(
                error.kind(),
                ErrorKind::Pagination(_)
                    | ErrorKind::Response { .. }
                    | ErrorKind::Transport { .. }
                    | ErrorKind::Invalid(_)
            );
            assert!(is_expected, "{error:?}");
        }
        if let Some(cursor) = pages.cursor() {
            assert_eq!(cursor.to_text().parse(), Ok(cursor));
        }
        let sent = transport.requests();
        let sent = sent
            .iter()
            .map(|request| serde_json::from_slice(&request.body).unwrap());
        Self {
            requests: sent.collect(),
            resume: pages.resume_token(),
            error,
        }
    }
}

/// Whether a resume token says that a page was cut: it is the JSON of an object in base64.
fn is_cut(resume: &str) -> bool {
    let json = STANDARD.decode(resume).unwrap();
    let json: Value = serde_json::from_slice(&json).unwrap();
    json.get("boto_truncate_amount").is_some()
}
