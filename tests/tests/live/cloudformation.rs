//! CloudFormation: the `query` protocol, and waits that fail.

use pageboy::waiter::WaitErrorKind;
use pageboy_tests::moto;

use crate::services::cloudformation::Client;
use crate::services::cloudformation::operations::CreateStack;
use crate::services::cloudformation::types::{DescribeStacksOutput, StackStatus};
use crate::{DELAY, REGION, after_poll};

/// A stack of one queue.
fn stack(cloudformation: &Client, name: &str) -> CreateStack {
    let template = r#"{"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {}}}}"#;
    cloudformation
        .create_stack()
        .stack_name(name)
        .template_body(template)
}

#[tokio::test]
async fn a_stack_is_created_and_deleted() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let cloudformation = Client::new(&config);
    let waited = cloudformation
        .wait_until_stack_exists()
        .stack_name("life")
        .delay(DELAY)
        .on_poll(after_poll(2, stack(&cloudformation, "life").send()))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");

    let complete = cloudformation
        .wait_until_stack_create_complete()
        .stack_name("life");
    let waited = complete.delay(DELAY).await.unwrap();
    let output = waited.into_output().unwrap();
    assert_eq!(
        output.stacks()[0].stack_status,
        Some(StackStatus::CreateComplete)
    );

    let delete = cloudformation.delete_stack().stack_name("life").send();
    let waited = cloudformation
        .wait_until_stack_delete_complete()
        .stack_name("life")
        .delay(DELAY)
        .on_poll(after_poll(2, delete))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    // Asked by its name, a stack that is gone is not known any more.
    assert_eq!(waited.error().unwrap().code(), Some("ValidationError"));
}

#[tokio::test]
async fn a_wait_for_a_stack_that_is_unknown_fails_on_the_error() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let cloudformation = Client::new(&config);
    let complete = cloudformation.wait_until_stack_create_complete();
    let error = complete
        .stack_name("unknown")
        .delay(DELAY)
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), WaitErrorKind::Failed { .. }),
        "{error:?}"
    );
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.waiter(), "StackCreateComplete");
    assert_eq!(error.operation(), "DescribeStacks");
    let cause = error.error().unwrap();
    assert_eq!(cause.code(), Some("ValidationError"));
    assert_eq!(
        cause.message(),
        Some("Stack with id unknown does not exist")
    );
    assert!(error.last_output_structure().is_none());
    let shown = error.to_string();
    assert!(shown.contains("StackCreateComplete"), "{shown}");
    assert!(shown.contains("ValidationError"), "{shown}");
}

#[tokio::test]
async fn a_wait_for_a_stack_that_was_deleted_fails_on_its_state() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let cloudformation = Client::new(&config);
    let created = stack(&cloudformation, "deleted").send().await.unwrap();
    let id = created.stack_id.unwrap();
    cloudformation
        .delete_stack()
        .stack_name("deleted")
        .send()
        .await
        .unwrap();

    let complete = cloudformation.wait_until_stack_create_complete();
    let error = complete.stack_name(&id).delay(DELAY).await.unwrap_err();
    let WaitErrorKind::Failed { acceptor } = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(
        error.acceptor().map(std::ptr::from_ref),
        Some(std::ptr::from_ref(*acceptor))
    );
    assert_eq!(error.actual().as_deref(), Some(r#"["DELETE_COMPLETE"]"#));
    let output: &DescribeStacksOutput = error.last_output().unwrap();
    assert_eq!(output.stacks()[0].stack_id.as_ref(), Some(&id));
    assert!(error.error().is_none());
    let shown = format!("{error:#}");
    assert!(
        shown.contains(r#"Stacks[].StackStatus is ["DELETE_COMPLETE"]"#),
        "{shown}"
    );
}

#[tokio::test]
async fn a_wait_for_a_stack_that_is_stuck_ends_with_its_attempts() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let cloudformation = Client::new(&config);
    // moto refuses the queue's name and leaves the stack as it is at that moment.
    let template = r#"{"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "no name!"}}}}"#;
    let create = cloudformation.create_stack().stack_name("stuck");
    create.template_body(template).send().await.unwrap_err();

    let error = cloudformation
        .wait_until_stack_create_complete()
        .stack_name("stuck")
        .delay(DELAY)
        .max_attempts(3)
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), WaitErrorKind::Exhausted { .. }),
        "{error:?}"
    );
    assert_eq!(error.attempts(), 3);
    assert!(error.elapsed() >= 2 * DELAY);
    assert_eq!(error.actual().as_deref(), Some(r#"["CREATE_IN_PROGRESS"]"#));
}

#[tokio::test]
async fn stacks_come_in_the_pages_of_the_service() {
    let Some(config) = moto::config("eu-north-1") else {
        return;
    };
    let cloudformation = Client::new(&config);
    for number in 0..53 {
        let name = format!("stack-{number}");
        stack(&cloudformation, &name).send().await.unwrap();
    }
    let mut sizes = Vec::new();
    let mut pages = cloudformation.describe_stacks().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.stacks().len());
    }
    // This paginator has no page size to set.
    assert_eq!(sizes, [50, 3]);
    let mut stacks = cloudformation.describe_stacks().items().max_items(51);
    let mut count = 0;
    while stacks.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 51);
    let token = stacks.resume_token().unwrap();
    let rest = cloudformation
        .describe_stacks()
        .items()
        .starting_token(token);
    assert_eq!(rest.collect_all().await.unwrap().len(), 2);
}
