//! The cases of paginators.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pageboy::jmespath::ExpressionValue;
use pageboy::paginator::Paginator;
use pageboy::view::View;
use pageboy::{Dynamic, Pages, RepeatedToken};
use pageboy_cli::dynamic::Tables;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::definitions::{ServiceSelection, made_up, vendored};
use crate::report::{self, Differences};
use crate::script::{Answer, Script};
use crate::values::{input, json_of};

#[tokio::test(start_paused = true)]
async fn tokens() {
    report::run::<PaginatorCase>("paginators/tokens").await;
}

#[tokio::test(start_paused = true)]
async fn max_items() {
    report::run::<PaginatorCase>("paginators/max_items").await;
}

#[tokio::test(start_paused = true)]
async fn repeating() {
    report::run::<PaginatorCase>("paginators/repeating").await;
}

#[tokio::test(start_paused = true)]
async fn resuming() {
    report::run::<PaginatorCase>("paginators/resuming").await;
}

#[tokio::test(start_paused = true)]
async fn results() {
    report::run::<PaginatorCase>("paginators/results").await;
}

#[tokio::test(start_paused = true)]
async fn page_size() {
    report::run::<PaginatorCase>("paginators/page_size").await;
}

/// Answers that do not come from the service.
#[tokio::test(start_paused = true)]
async fn answers() {
    report::run::<PaginatorCase>("paginators/answers").await;
}

#[tokio::test(start_paused = true)]
async fn promises() {
    report::run::<PaginatorCase>("paginators/promises").await;
}

#[tokio::test(start_paused = true)]
async fn directions() {
    report::run::<PaginatorCase>("paginators/directions").await;
}

#[tokio::test(start_paused = true)]
async fn services() {
    report::run::<PaginatorCase>("paginators/services").await;
}

/// A run over pages: a definition, answers, and the expected outcome.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaginatorCase {
    /// The number.
    case: String,
    /// Why it is not run.
    skip: Option<String>,
    /// A note for the reader.
    #[serde(rename = "note")]
    _note: Option<String>,
    /// botocore's behaviour, if different.
    #[serde(rename = "differs")]
    _differs: Option<String>,

    /// The vendored service; default: the made-up one.
    service: Option<String>,
    /// The operation.
    #[serde(default)]
    operation: String,
    /// The definition for the made-up service.
    paginator: Option<Value>,
    /// The members of the input.
    #[serde(default)]
    params: Map<String, Value>,
    /// The caller's options.
    #[serde(default)]
    options: Options,
    /// The answers of the service.
    #[serde(default)]
    responses: Vec<Answer>,

    /// The parameters of each call.
    calls: Option<Vec<Value>>,
    /// Method, path and query of each call.
    requests: Option<Vec<String>>,
    /// The number of unused answers.
    #[serde(default)]
    unused: usize,
    /// The pages, or their number.
    pages: Option<Value>,
    /// The items, if they are in `Users`.
    items: Option<Vec<Value>>,
    /// The full result, without `NextToken`.
    full: Option<Value>,
    /// The contents of the resume token.
    next: Option<Value>,
    /// The resume token; if absent, there is none.
    token: Option<String>,
    /// An expression to search all pages for.
    search: Option<String>,
    /// The values that the search finds, and as text.
    found: Option<Vec<Value>>,
    found_texts: Option<Vec<String>>,
    /// A run from the cursor that the stream has left, however it ended.
    resumed: Option<Resumption>,
    /// The text of the error after the pages; if absent, there is none.
    error: Option<String>,
}

/// A run from a cursor.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resumption {
    responses: Vec<Answer>,
    calls: Option<Vec<Value>>,
    items: Option<Vec<Value>>,
    error: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    max_items: Option<usize>,
    page_size: Option<i32>,
    starting_token: Option<String>,
    #[serde(default)]
    on_repeated_token: Option<String>,
    max_pages_without_progress: Option<usize>,
    #[serde(default)]
    botocore_rules: bool,
    #[serde(default)]
    compat_blank_secondary: bool,
    #[serde(default)]
    merge_maps: bool,
}

impl report::Case for PaginatorCase {
    fn name(&self) -> &str {
        &self.case
    }

    fn skip(&self) -> Option<&str> {
        self.skip.as_deref()
    }

    async fn run(&self, found: &mut Differences) {
        let wanted = ServiceSelection::Paginator(&self.operation);
        let tables = match (&self.service, &self.paginator) {
            (Some(service), _) => vendored(service, wanted),
            (None, Some(definition)) => made_up(
                wanted,
                &json!({"pagination": {&self.operation: definition}}),
            ),
            (None, None) => Err(vec![
                "neither a service nor a paginator is given".to_owned(),
            ]),
        };
        match tables {
            Err(problems) => found.equal("problems", Vec::<String>::new(), problems),
            Ok(tables) => {
                // On demand, and ahead: only the times may differ.
                for prefetch in [0, 2] {
                    self.stream(&tables, prefetch, found).await;
                    self.items(&tables, prefetch, found).await;
                    self.full_result(&tables, prefetch, found).await;
                    self.searched(&tables, prefetch, found).await;
                    self.resumed(&tables, prefetch, found).await;
                }
            }
        }
    }
}

impl PaginatorCase {
    /// Page by page.
    async fn stream(&self, tables: &Tables, prefetch: usize, found: &mut Differences) {
        let script = Script::new(tables.service, &self.responses);
        let mut pages = self.prepare(&script, tables).prefetch(prefetch);
        found.equal("requests before the first poll", 0, script.len());
        let mut delivered = Vec::new();
        let mut error = None;
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => delivered.push(json_of(&page)),
                Err(failure) => error = Some(failure.to_string()),
            }
        }

        match &self.pages {
            Some(Value::Number(count)) => {
                found.equal("pages", count.as_u64(), u64::try_from(delivered.len()).ok());
            }
            Some(expected) => found.equal("pages", expected, &Value::Array(delivered)),
            None => {}
        }
        found.equal_if_given("calls", self.calls.as_ref(), &script.calls());
        found.equal_if_given("requests", self.requests.as_ref(), &script.lines());
        found.equal("unused answers", self.unused, script.unused());
        let token = pages.resume_token();
        if let Some(token) = &token {
            found.equal("what the token says", self.next.clone(), decoded(token));
        }
        found.equal("token", &self.token, &token);
        found.equal("error", &self.error, &error);
    }

    /// Item by item.
    async fn items(&self, tables: &Tables, prefetch: usize, found: &mut Differences) {
        let Some(expected) = &self.items else {
            return;
        };
        let script = Script::new(tables.service, &self.responses);
        let mut stream = self
            .prepare(&script, tables)
            .items(users)
            .prefetch(prefetch);
        let (mut items, mut error) = (Vec::new(), None);
        while let Some(item) = stream.next().await {
            match item {
                Ok(item) => items.push(item),
                Err(failure) => error = Some(failure.to_string()),
            }
        }
        found.equal("items", expected, &items);
        found.equal("token after the items", &self.token, &stream.resume_token());
        found.equal("error", &self.error, &error);
    }

    /// All pages in one object.
    async fn full_result(&self, tables: &Tables, prefetch: usize, found: &mut Differences) {
        let script = Script::new(tables.service, &self.responses);
        let mut pages = self.prepare(&script, tables).prefetch(prefetch);
        let typed = pages.collect_all().await;
        found.equal(
            "token after the typed result",
            &self.token,
            &pages.resume_token(),
        );
        let typed = typed
            .map(|all| found_in(&all))
            .map_err(|error| error.to_string());

        let script = Script::new(tables.service, &self.responses);
        let pages = self.prepare(&script, tables).prefetch(prefetch);
        match pages.full_result().await {
            Ok(mut result) => {
                let token = result
                    .as_object_mut()
                    .and_then(|result| result.remove("NextToken"));
                let expected = self.token.as_ref().map(|token| json!(token));
                found.equal("NextToken of the full result", expected, token);
                found.equal_if_given("full result", self.full.as_ref(), &result);
                found.equal("typed full result", &Ok(without_nulls(result)), &typed);
                found.equal("error of the full result", &self.error, &None);
            }
            Err(error) => {
                found.equal("error of the typed result", &Err(error.to_string()), &typed);
                found.equal(
                    "error of the full result",
                    &self.error,
                    &Some(error.to_string()),
                );
            }
        }
    }

    /// Value by value.
    async fn searched(&self, tables: &Tables, prefetch: usize, found: &mut Differences) {
        let Some(expression) = &self.search else {
            return;
        };
        let prepare = || {
            let script = Script::new(tables.service, &self.responses);
            self.prepare(&script, tables).prefetch(prefetch)
        };
        let values = prepare().search::<Value>(expression).unwrap();
        let values = values.collect_all().await;
        let values = values.map_err(|error| error.to_string());
        if let Some(expected) = self.found.clone() {
            found.equal("found", Ok(expected), values);
        }
        if let Some(expected) = self.found_texts.clone() {
            let texts = prepare().search::<String>(expression).unwrap();
            let texts = texts.collect_all().await;
            let texts = texts.map_err(|error| error.to_string());
            found.equal("found as text", Ok(expected), texts);
        }
    }

    /// From where the stream has ended, pages and items alike.
    async fn resumed(&self, tables: &Tables, prefetch: usize, found: &mut Differences) {
        let Some(resumed) = &self.resumed else {
            return;
        };
        let script = Script::new(tables.service, &self.responses);
        let mut pages = self.prepare(&script, tables);
        while pages.next().await.is_some() {}
        let after_pages = pages.cursor();
        let script = Script::new(tables.service, &self.responses);
        let mut items = self.prepare(&script, tables).items(users);
        while items.next().await.is_some() {}
        for cursor in [after_pages, items.cursor()] {
            let Some(cursor) = cursor else {
                found.equal("cursor", true, false);
                continue;
            };
            let script = Script::new(tables.service, &resumed.responses);
            let stream = self.prepare(&script, tables).prefetch(prefetch);
            let mut stream = stream.items(users).start_at(cursor);
            let (mut items, mut error) = (Vec::new(), None);
            while let Some(item) = stream.next().await {
                match item {
                    Ok(item) => items.push(item),
                    Err(failure) => error = Some(failure.to_string()),
                }
            }
            found.equal_if_given("items of the later run", resumed.items.as_ref(), &items);
            found.equal_if_given(
                "calls of the later run",
                resumed.calls.as_ref(),
                &script.calls(),
            );
            found.equal("error of the later run", &resumed.error, &error);
        }
    }

    fn prepare(&self, script: &Script, tables: &Tables) -> Pages<Dynamic> {
        let paginator: &'static Paginator = tables.paginators[self.operation.as_str()];
        let client = script.client(tables.service);
        let input = input(paginator.operation, &self.params);
        let mut pages = Pages::dynamic(client, paginator, input)
            .botocore_rules(self.options.botocore_rules)
            .compat_blank_secondary(self.options.compat_blank_secondary)
            .merge_maps(self.options.merge_maps);
        if let Some(items) = self.options.max_items {
            pages = pages.max_items(items);
        }
        if let Some(size) = self.options.page_size {
            pages = pages.page_size(size);
        }
        if let Some(token) = &self.options.starting_token {
            pages = pages.starting_token(token);
        }
        if let Some(most) = self.options.max_pages_without_progress {
            pages = pages.max_pages_without_progress(most);
        }
        match self.options.on_repeated_token.as_deref() {
            None => pages,
            Some("error") => pages.on_repeated_token(RepeatedToken::Error),
            Some("stop") => pages.on_repeated_token(RepeatedToken::Stop),
            Some("only at once") => pages.on_repeated_token(RepeatedToken::OnlyAtOnce),
            Some(other) => panic!("{other} is no policy"),
        }
    }
}

/// An output as JMESPath sees it, which is how a full result is written.
fn found_in(output: &Dynamic) -> Value {
    serde_json::to_value(ExpressionValue::from_view(View::Structure(output))).unwrap()
}

/// A member that is absent in an output is null in the full result.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        other => other,
    }
}

fn users(page: Dynamic) -> Vec<Value> {
    let mut page = json_of(&page);
    match page.get_mut("Users").map(Value::take) {
        Some(Value::Array(users)) => users,
        _ => Vec::new(),
    }
}

fn decoded(token: &str) -> Option<Value> {
    serde_json::from_slice(&STANDARD.decode(token).ok()?).ok()
}
