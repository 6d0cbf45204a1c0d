//! The rows with pageboy.

use std::future::Future;

use pageboy::{Config, Credentials, DateTime};
use tokio::task::JoinSet;

use crate::Outcome;
use crate::meter::Meter;

pageboy::include_service!(cloudwatch);
pageboy::include_service!(dynamodb);
pageboy::include_service!(ec2);
pageboy::include_service!(iam);
pageboy::include_service!(lambda);
pageboy::include_service!(s3);

/// How many small calls a row makes.
const CALLS: usize = 10_000;

/// Runs a row; the line is what the race reads.
pub(crate) fn run(row: &str, url: &str) -> Outcome<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let config = Config::builder()
        .region("eu-central-1")
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            None,
            None,
            "race",
        ))
        .endpoint_url(url)
        .build()?;
    runtime.block_on(async {
        match row {
            "DescribeInstances" => instances(&config).await,
            "wait_all" => wait(&config).await,
            "ListObjectsV2" => objects(&config).await,
            "Scan" => items(&config).await,
            "ListRoles" => roles(&config).await,
            "ListFunctions" => functions(&config).await,
            "GetMetricData" => metrics(&config).await,
            "GetItem" => get(&config, 1).await,
            "GetItem-64" => get(&config, 64).await,
            "HeadObject" => head(&config, 1).await,
            "HeadObject-64" => head(&config, 64).await,
            _ => Err(format!("no row is called {row}").into()),
        }
    })
}

async fn instances(config: &Config) -> Outcome<String> {
    let client = ec2::Client::new(config);
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.describe_instances().pages();
    while let Some(page) = pages.try_next().await? {
        let reservations = page.reservations().iter();
        count += reservations.map(|it| it.instances().len()).sum::<usize>();
    }
    Ok(meter.line(count))
}

async fn wait(config: &Config) -> Outcome<String> {
    let client = ec2::Client::new(config);
    let ids: Vec<_> = (0..10_000)
        .map(|number| format!("i-{number:017x}"))
        .collect();
    let meter = Meter::start();
    let all = client.wait_until_instance_running().wait_all(ids).await?;
    Ok(meter.line(all.iter().filter(|(_, result)| result.is_ok()).count()))
}

async fn objects(config: &Config) -> Outcome<String> {
    let client = s3::Client::new(config);
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.list_objects_v2().bucket("amber").pages();
    while let Some(page) = pages.try_next().await? {
        count += page.contents().len();
    }
    Ok(meter.line(count))
}

async fn items(config: &Config) -> Outcome<String> {
    let client = dynamodb::Client::new(config);
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.scan().table_name("Orders").pages();
    while let Some(page) = pages.try_next().await? {
        count += page.items().len();
    }
    Ok(meter.line(count))
}

async fn roles(config: &Config) -> Outcome<String> {
    let client = iam::Client::new(config);
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.list_roles().pages();
    while let Some(page) = pages.try_next().await? {
        count += page.roles().len();
    }
    Ok(meter.line(count))
}

async fn functions(config: &Config) -> Outcome<String> {
    let client = lambda::Client::new(config);
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = client.list_functions().pages();
    while let Some(page) = pages.try_next().await? {
        count += page.functions().len();
    }
    Ok(meter.line(count))
}

async fn metrics(config: &Config) -> Outcome<String> {
    let client = cloudwatch::Client::new(config);
    let query = cloudwatch::types::MetricDataQuery::default();
    let get = client
        .get_metric_data()
        .metric_data_queries([query.id("m0").expression("m1")])
        .start_time(DateTime::from_secs(1_731_900_000))
        .end_time(DateTime::from_secs(1_731_934_800));
    let (meter, mut count) = (Meter::start(), 0);
    let mut pages = get.pages();
    while let Some(page) = pages.try_next().await? {
        let series = page.metric_data_results().iter();
        count += series.map(|series| series.values().len()).sum::<usize>();
    }
    Ok(meter.line(count))
}

async fn get(config: &Config, together: usize) -> Outcome<String> {
    let client = dynamodb::Client::new(config);
    let meter = Meter::start();
    let count = calls(together, move || {
        let key = [("id", dynamodb::types::AttributeValue::S("1".to_owned()))];
        let call = client.get_item().table_name("Films").key(key);
        async move { Ok(call.send().await?.item.is_some()) }
    });
    Ok(meter.line(count.await?))
}

async fn head(config: &Config, together: usize) -> Outcome<String> {
    let client = s3::Client::new(config);
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
    T: Future<Output = Result<bool, pageboy::Error>> + Send + 'static,
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
            Ok::<_, pageboy::Error>(found)
        });
    }
    let mut found = 0;
    while let Some(task) = tasks.join_next().await {
        found += task??;
    }
    Ok(found)
}
