//! SQS: the `json` 1.0 protocol with the error codes of its former `query`.

use pageboy::Blob;
use pageboy_tests::moto;

use crate::REGION;
use crate::services::sqs::Client;
use crate::services::sqs::types::{MessageAttributeValue, QueueDoesNotExist};

#[tokio::test]
async fn a_message_comes_back_as_it_was_sent() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let sqs = Client::new(&config);
    let attributes = [("VisibilityTimeout", "5")];
    let created = sqs
        .create_queue()
        .queue_name("mail")
        .attributes(attributes)
        .send();
    let url = created.await.unwrap().queue_url.unwrap();
    let bytes = MessageAttributeValue::default().data_type("Binary");
    let bytes = bytes.binary_value(Blob::new([0_u8, 0xff, 1]));
    let text = "h\u{e9}llo <&> \u{1f4c4}\n\"quoted\"";
    let send = sqs.send_message().queue_url(&url).message_body(text);
    let sent = send
        .message_attributes([("bytes", bytes.clone())])
        .send()
        .await
        .unwrap();

    let receive = sqs
        .receive_message()
        .queue_url(&url)
        .message_attribute_names(["All"]);
    let received = receive.send().await.unwrap();
    let [message] = received.messages() else {
        panic!("{received:?}");
    };
    assert_eq!(message.body.as_deref(), Some(text));
    assert_eq!(message.md5_of_body, sent.md5_of_message_body);
    let got = message.message_attributes().get("bytes").unwrap();
    assert_eq!(got.binary_value, bytes.binary_value);

    let receive = sqs.receive_message().queue_url(&url);
    let received = receive.send().await.unwrap();
    assert!(received.messages().is_empty(), "it is not visible now");
}

#[tokio::test]
async fn queues_are_listed_in_pages_of_three() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let sqs = Client::new(&config);
    let mut urls = Vec::new();
    for number in 0..7 {
        let create = sqs.create_queue().queue_name(format!("listed-{number}"));
        urls.extend(create.send().await.unwrap().queue_url);
    }
    let list = || sqs.list_queues().queue_name_prefix("listed-").page_size(3);
    let mut sizes = Vec::new();
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.queue_urls().len());
    }
    assert_eq!(sizes, [3, 3, 1]);
    let mut listed = list().items().collect_all().await.unwrap();
    listed.sort();
    assert_eq!(listed, urls);
}

#[tokio::test]
async fn an_error_has_the_code_of_the_query_protocol() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let sqs = Client::new(&config);
    let error = sqs
        .get_queue_url()
        .queue_name("missing")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        error.code(),
        Some("AWS.SimpleQueueService.NonExistentQueue")
    );
    assert_eq!(error.status(), Some(400));
    // The model knows the error by its shape all the same.
    let details: QueueDoesNotExist = error.details().unwrap();
    assert_eq!(
        details.message.as_deref(),
        Some("The specified queue does not exist.")
    );
}
