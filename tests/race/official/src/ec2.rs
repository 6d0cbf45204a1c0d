//! The rows of EC2.

use std::collections::HashMap;
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

/// Waits for 10,000 instances, 500 a call, and keeps the last answer about each: what `wait_all` does. The client has no wait for
/// many.
pub(crate) async fn wait(url: &str) -> Outcome<String> {
    let client = Client::from_conf(config!(aws_sdk_ec2, url).build());
    let ids: Vec<_> = (0..10_000)
        .map(|number| format!("i-{number:017x}"))
        .collect();
    let (meter, mut running) = (Meter::start(), HashMap::new());
    for some in ids.chunks(500) {
        let wait = client
            .wait_until_instance_running()
            .set_instance_ids(Some(some.to_vec()));
        let last = wait.wait(Duration::from_secs(60)).await?;
        let reservations = last.into_result()?.reservations.unwrap_or_default();
        let instances = reservations
            .into_iter()
            .flat_map(|it| it.instances.unwrap_or_default());
        running.extend(instances.filter_map(|it| Some((it.instance_id.clone()?, it))));
    }
    Ok(meter.line(running.len()))
}
