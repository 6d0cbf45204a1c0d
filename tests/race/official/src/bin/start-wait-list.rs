//! Starts an instance, waits until it runs, and lists all instances: the program whose size and time to build are compared. The keys
//! stand here, because the chain of credentials is a crate of its own, which is left out.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_ec2::Client;
use aws_sdk_ec2::client::Waiters;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let id = arguments.next().ok_or("the id of an instance is missing")?;
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let config = aws_sdk_ec2::Config::builder()
        .region(aws_sdk_ec2::config::Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "race"))
        .http_client(http)
        .build();
    let ec2 = Client::from_conf(config);
    ec2.start_instances().instance_ids(&id).send().await?;
    let wait = ec2.wait_until_instance_running().instance_ids(&id);
    wait.wait(Duration::from_secs(300)).await?;
    let mut pages = ec2.describe_instances().into_paginator().items().send();
    while let Some(reservation) = pages.try_next().await? {
        println!("{reservation:?}");
    }
    Ok(())
}
