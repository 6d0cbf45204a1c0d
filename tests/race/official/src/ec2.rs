//! The rows of EC2.

use std::time::Duration;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::client::Waiters;

use crate::meter::Meter;
use crate::{Outcome, config};

/// All pages of all instances.
pub(crate) async fn list(url: &str) -> Outcome<String> {
    let client = Client::from_conf(config!(aws_sdk_ec2, url).build());
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.describe_instances().into_paginator().send();
    while let Some(page) = pages.try_next().await? {
        let reservations = page.reservations().iter();
        count += reservations.map(|it| it.instances().len()).sum::<usize>();
    }
    Ok(meter.line(count))
}

/// Waits for 10,000 instances, 500 a call, which is what `wait_all` asks for; the client has no wait for many.
pub(crate) async fn wait(url: &str) -> Outcome<String> {
    let client = Client::from_conf(config!(aws_sdk_ec2, url).build());
    let ids: Vec<_> = (0..10_000)
        .map(|number| format!("i-{number:017x}"))
        .collect();
    let (meter, mut count) = (Meter::start(), 0);
    for some in ids.chunks(500) {
        let wait = client
            .wait_until_instance_running()
            .set_instance_ids(Some(some.to_vec()));
        let last = wait.wait(Duration::from_secs(60)).await?;
        let page = last.into_result()?;
        let reservations = page.reservations().iter();
        count += reservations.map(|it| it.instances().len()).sum::<usize>();
    }
    Ok(meter.line(count))
}
