//! A row of the race with the official clients: `race-official <row> <endpoint>` prints what it took.

use std::collections::HashMap;
use std::error::Error;
use std::future::Future;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use tokio::task::JoinSet;

#[cfg(feature = "ec2")]
mod ec2;
#[path = "../../meter.rs"]
mod meter;

use meter::Meter;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How many small calls a row makes.
const CALLS: usize = 10_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, row, url] = arguments.as_slice() else {
        return Err("usage: race-official <row> <endpoint>".into());
    };
    println!("{}", run(row, url).await?);
    Ok(())
}

async fn run(row: &str, url: &str) -> Outcome<String> {
    match row {
        #[cfg(feature = "ec2")]
        "DescribeInstances" => ec2::list(url).await,
        #[cfg(feature = "ec2")]
        "wait_all" => ec2::wait(url).await,
        "ListObjectsV2" => objects(url).await,
        "Scan" => items(url).await,
        "ListRoles" => roles(url).await,
        "ListFunctions" => functions(url).await,
        "GetMetricData" => metrics(url).await,
        "GetItem" => get(url, 1).await,
        "GetItem-64" => get(url, 64).await,
        "HeadObject" => head(url, 1).await,
        "HeadObject-64" => head(url, 64).await,
        _ => Err(format!("no row is called {row}").into()),
    }
}

/// The configuration of a service's client: one endpoint, fixed credentials.
macro_rules! config {
    ($service:ident, $url:expr) => {
        $service::Config::builder()
            .region($service::config::Region::new("eu-central-1"))
            .credentials_provider($crate::credentials())
            .endpoint_url($url)
            .http_client($crate::http())
    };
}
#[cfg(feature = "ec2")]
pub(crate) use config;

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "secret", None, None, "race")
}

fn http() -> aws_sdk_s3::config::SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}

async fn objects(url: &str) -> Outcome<String> {
    let config = config!(aws_sdk_s3, url).force_path_style(true).build();
    let client = aws_sdk_s3::Client::from_conf(config);
    let (meter, mut count) = (Meter::start(), 0);
    let list = client.list_objects_v2().bucket("amber");
    let mut pages = list.into_paginator().send();
    while let Some(page) = pages.try_next().await? {
        count += page.contents().len();
    }
    Ok(meter.line(count))
}

async fn items(url: &str) -> Outcome<String> {
    let client = aws_sdk_dynamodb::Client::from_conf(config!(aws_sdk_dynamodb, url).build());
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.scan().table_name("Orders").into_paginator().send();
    while let Some(page) = pages.try_next().await? {
        count += page.items().len();
    }
    Ok(meter.line(count))
}

async fn roles(url: &str) -> Outcome<String> {
    let client = aws_sdk_iam::Client::from_conf(config!(aws_sdk_iam, url).build());
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.list_roles().into_paginator().send();
    while let Some(page) = pages.try_next().await? {
        count += page.roles().len();
    }
    Ok(meter.line(count))
}

async fn functions(url: &str) -> Outcome<String> {
    let client = aws_sdk_lambda::Client::from_conf(config!(aws_sdk_lambda, url).build());
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.list_functions().into_paginator().send();
    while let Some(page) = pages.try_next().await? {
        count += page.functions().len();
    }
    Ok(meter.line(count))
}

async fn metrics(url: &str) -> Outcome<String> {
    use aws_sdk_cloudwatch::primitives::DateTime;
    let client = aws_sdk_cloudwatch::Client::from_conf(config!(aws_sdk_cloudwatch, url).build());
    let query = aws_sdk_cloudwatch::types::MetricDataQuery::builder()
        .id("m0")
        .expression("m1");
    let (meter, mut count) = (Meter::start(), 0);
    let get = client
        .get_metric_data()
        .metric_data_queries(query.build())
        .start_time(DateTime::from_secs(1_731_900_000))
        .end_time(DateTime::from_secs(1_731_934_800));
    let mut pages = get.into_paginator().send();
    while let Some(page) = pages.try_next().await? {
        let series = page.metric_data_results().iter();
        count += series.map(|series| series.values().len()).sum::<usize>();
    }
    Ok(meter.line(count))
}

async fn get(url: &str, together: usize) -> Outcome<String> {
    let client = aws_sdk_dynamodb::Client::from_conf(config!(aws_sdk_dynamodb, url).build());
    let meter = Meter::start();
    let count = calls(together, move || {
        let key = HashMap::from([("id".to_owned(), AttributeValue::S("1".to_owned()))]);
        let call = client.get_item().table_name("Films").set_key(Some(key));
        async move { Ok(call.send().await?.item.is_some()) }
    });
    Ok(meter.line(count.await?))
}

async fn head(url: &str, together: usize) -> Outcome<String> {
    let config = config!(aws_sdk_s3, url).force_path_style(true).build();
    let client = aws_sdk_s3::Client::from_conf(config);
    let meter = Meter::start();
    let count = calls(together, move || {
        let call = client.head_object().bucket("amber").key("a/key");
        async move { Ok(call.send().await?.e_tag.is_some()) }
    });
    Ok(meter.line(count.await?))
}

/// Makes the calls, so many at a time, and counts those that found something.
async fn calls<F, T>(together: usize, call: F) -> Outcome<usize>
where
    F: Fn() -> T + Clone + Send + 'static,
    T: Future<Output = Outcome<bool>> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for number in 0..together {
        let call = call.clone();
        let own = CALLS / together + usize::from(number < CALLS % together);
        tasks.spawn(async move {
            let mut found = 0;
            for _ in 0..own {
                found += usize::from(call().await?);
            }
            Outcome::Ok(found)
        });
    }
    let mut found = 0;
    while let Some(task) = tasks.join_next().await {
        found += task??;
    }
    Ok(found)
}
