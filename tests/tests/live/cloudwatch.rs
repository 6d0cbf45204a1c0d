//! CloudWatch: the `smithy-rpc-v2-cbor` protocol, which botocore reads and writes at the other end (`moto/cbor.py`).

use pageboy::DateTime;
use pageboy_tests::moto;

use crate::services::cloudwatch::Client;
use crate::services::cloudwatch::operations::PutMetricAlarm;
use crate::services::cloudwatch::types::{
    ComparisonOperator, Dimension, Metric, MetricDataQuery, MetricDatum, MetricStat,
    ResourceNotFound, StandardUnit, StateValue, Statistic,
};
use crate::{DELAY, REGION, after_poll};

/// A full minute, so that periods begin with it.
const START: i64 = 1_700_000_040;

fn alarm(cloudwatch: &Client, name: &str) -> PutMetricAlarm {
    cloudwatch
        .put_metric_alarm()
        .alarm_name(name)
        .namespace("shop")
        .metric_name("orders")
        .statistic(Statistic::Average)
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .period(60)
        .evaluation_periods(1)
        .threshold(-0.1)
        .actions_enabled(false)
}

#[tokio::test]
async fn an_alarm_that_comes_late_is_waited_for() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let cloudwatch = Client::new(&config);
    let description = "\u{c4}rger & \"Not\" <1> \u{1f6a8}";
    let create = alarm(&cloudwatch, "late").alarm_description(description);
    let waited = cloudwatch
        .wait_until_alarm_exists()
        .alarm_names(["late"])
        .delay(DELAY)
        .on_poll(after_poll(2, create.send()))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    let output = waited.into_output().unwrap();
    let [alarm] = output.metric_alarms() else {
        panic!("{output:?}");
    };
    assert_eq!(alarm.alarm_description.as_deref(), Some(description));
    assert_eq!(alarm.threshold, Some(-0.1));
    assert_eq!(alarm.period, Some(60));
    assert_eq!(alarm.actions_enabled, Some(false));
    assert_eq!(alarm.statistic, Some(Statistic::Average));
    assert!(alarm.state_updated_timestamp.is_some());
    let delete = cloudwatch.delete_alarms().alarm_names(["late"]);
    delete.send().await.unwrap();
}

#[tokio::test]
async fn values_come_back_with_their_times() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let cloudwatch = Client::new(&config);
    let values = [0.1, -2.5, 1e300];
    let dimension = Dimension::default().name("store").value("north");
    let minute = |at: usize| DateTime::from_secs(START + 60 * i64::try_from(at).unwrap());
    let data = values.iter().enumerate().map(|(at, value)| {
        MetricDatum::default()
            .metric_name("depth")
            .dimensions([dimension.clone()])
            .timestamp(minute(at))
            .value(*value)
            .unit(StandardUnit::Count)
    });
    let put = cloudwatch.put_metric_data().namespace("values");
    put.metric_data(data).send().await.unwrap();

    let metric = Metric::default().namespace("values").metric_name("depth");
    let stat = MetricStat::default()
        .metric(metric.dimensions([dimension]))
        .period(60)
        .stat("Sum");
    let query = MetricDataQuery::default().id("q").metric_stat(stat);
    let get = cloudwatch
        .get_metric_data()
        .metric_data_queries([query])
        .start_time(minute(0))
        .end_time(minute(values.len()))
        .scan_by("TimestampAscending");
    let results = get.items().collect_all().await.unwrap();
    let [result] = &results[..] else {
        panic!("{results:?}");
    };
    assert_eq!(result.id.as_deref(), Some("q"));
    assert_eq!(result.values(), values);
    let times: Vec<_> = (0..values.len()).map(minute).collect();
    assert_eq!(result.timestamps(), times);
}

#[tokio::test]
async fn metrics_are_listed_in_pages() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let cloudwatch = Client::new(&config);
    let datum = |number: usize| {
        MetricDatum::default()
            .metric_name(format!("m{number}"))
            .value(1.0)
    };
    let put = cloudwatch.put_metric_data().namespace("many");
    put.metric_data((0..600).map(datum)).send().await.unwrap();
    let list = || cloudwatch.list_metrics().namespace("many");
    let mut sizes = Vec::new();
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.metrics().len());
    }
    assert_eq!(sizes, [500, 100]);
    let metrics = list().items().collect_all().await.unwrap();
    assert_eq!(metrics.len(), 600);
}

#[tokio::test]
async fn a_missing_alarm_is_a_modelled_error() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let cloudwatch = Client::new(&config);
    let set = cloudwatch
        .set_alarm_state()
        .alarm_name("missing")
        .state_value(StateValue::Alarm)
        .state_reason("tests");
    let error = set.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFound"), "{error}");
    assert_eq!(error.status(), Some(404));
    let details: ResourceNotFound = error.details().unwrap();
    assert_eq!(details.message.as_deref(), error.message());
}
