//! The Rust of `docs/coming-from-boto3.md`, every line of it.

use pageboy_tests::moto;

use crate::services::dynamodb::types::{AttributeDefinition, KeySchemaElement};
use crate::services::{dynamodb, ec2, s3};

/// The blocks of the guide as functions; the build script makes them.
#[allow(
    unused,
    unused_qualifications,
    reason = "the guide is written to be read, a block at a time"
)]
mod code {
    use crate::services::{dynamodb, ec2, s3};

    include!(concat!(env!("OUT_DIR"), "/guide.rs"));
}

#[tokio::test]
async fn what_the_guide_says_can_be_done() {
    // The guide stops instances with a tag, and lists all running ones.
    let Some(moto) = moto::own_server() else {
        return;
    };
    let config = moto.config("us-east-1");
    let bucket = s3::Client::new(&config).create_bucket().bucket("guide");
    bucket.send().await.unwrap();
    let ec2 = ec2::Client::new(&config);
    let launch = ec2.run_instances().image_id("ami-12c6146b");
    let launched = launch.min_count(1).max_count(1).send().await.unwrap();
    let id = launched.instances()[0].instance_id.clone().unwrap();
    let keys = [("id", "S", "HASH"), ("placed", "N", "RANGE")];
    dynamodb::Client::new(&config)
        .create_table()
        .table_name("guide")
        .attribute_definitions(keys.map(|(name, kind, _)| {
            let attribute = AttributeDefinition::default().attribute_name(name);
            attribute.attribute_type(kind)
        }))
        .key_schema(keys.map(|(name, _, role)| {
            let key = KeySchemaElement::default().attribute_name(name);
            key.key_type(role)
        }))
        .billing_mode("PAY_PER_REQUEST")
        .send()
        .await
        .unwrap();

    code::all(&config, &id).await.unwrap();

    let instance = ec2::Resource::new(&config).instance(&id).load().await;
    let state = instance.unwrap().into_data().state.unwrap();
    assert_eq!(state.name, Some(ec2::types::InstanceStateName::Stopped));
    let objects = s3::Resource::new(&config).bucket("guide").objects();
    assert_eq!(objects.items().collect_all().await.unwrap().len(), 0);
    let table = dynamodb::Resource::new(&config).table("guide");
    assert_eq!(table.scan().send().await.unwrap().count, Some(43));
}
