//! Lambda: the `rest-json` protocol.

use pageboy::Blob;
use pageboy_tests::moto;

use crate::services::iam;
use crate::services::lambda::Client;
use crate::services::lambda::operations::CreateFunction;
use crate::services::lambda::types::{Environment, FunctionCode, ResourceNotFoundException, State};
use crate::{DELAY, REGION, after_poll};

/// A zip file without entries.
const EMPTY_ZIP: [u8; 22] = *b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// A role that functions may take.
async fn role(config: &pageboy::Config, name: &str) -> Result<String, pageboy::Error> {
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#;
    let create = iam::Client::new(config).create_role().role_name(name);
    let created = create.assume_role_policy_document(policy).send().await?;
    Ok(created.role.and_then(|role| role.arn).unwrap_or_default())
}

fn function(lambda: &Client, role: &str, name: &str) -> CreateFunction {
    let code = FunctionCode::default().zip_file(Blob::new(EMPTY_ZIP));
    let create = lambda
        .create_function()
        .function_name(name)
        .role(role)
        .code(code);
    create.runtime("python3.12").handler("main.handle")
}

#[tokio::test]
async fn a_function_that_comes_late_is_waited_for() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let lambda = Client::new(&config);
    let role = role(&config, "late-function").await.unwrap();
    let environment = Environment::default().variables([("GREETING", "h\u{e9}llo")]);
    let create = function(&lambda, &role, "late")
        .environment(environment)
        .timeout(7);
    let waited = lambda
        .wait_until_function_exists()
        .function_name("late")
        .delay(DELAY)
        .on_poll(after_poll(2, create.send()))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    let configuration = waited.into_output().unwrap().configuration.unwrap();
    assert_eq!(configuration.timeout, Some(7));
    assert_eq!(configuration.code_size, Some(22));
    let variables = configuration.environment.unwrap().variables.unwrap();
    assert_eq!(
        variables.get("GREETING").map(String::as_str),
        Some("h\u{e9}llo")
    );

    let active = lambda.wait_until_function_active().function_name("late");
    let waited = active.delay(DELAY).await.unwrap();
    assert_eq!(waited.output().unwrap().state, Some(State::Active));
}

#[tokio::test]
async fn functions_are_listed_in_pages_of_three() {
    let Some(config) = moto::config("eu-west-3") else {
        return;
    };
    let lambda = Client::new(&config);
    let role = role(&config, "listed-functions").await.unwrap();
    let names: Vec<_> = (0..7).map(|number| format!("listed-{number}")).collect();
    for name in &names {
        function(&lambda, &role, name).send().await.unwrap();
    }
    let mut sizes = Vec::new();
    let mut pages = lambda.list_functions().page_size(3).pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.functions().len());
    }
    assert_eq!(sizes, [3, 3, 1]);
    let functions = lambda
        .list_functions()
        .page_size(3)
        .items()
        .collect_all()
        .await
        .unwrap();
    let mut listed: Vec<_> = functions
        .into_iter()
        .flat_map(|it| it.function_name)
        .collect();
    listed.sort();
    assert_eq!(listed, names);
}

#[tokio::test]
async fn a_missing_function_is_a_modelled_error() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let lambda = Client::new(&config);
    let delete = lambda.delete_function().function_name("missing");
    let error = delete.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    assert_eq!(error.status(), Some(404));
    assert!(error.details::<ResourceNotFoundException>().is_some());
    assert!(
        error
            .message()
            .is_some_and(|message| message.contains("missing"))
    );
}
