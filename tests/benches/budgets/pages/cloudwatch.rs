//! GetMetricData and DescribeAlarms, in CBOR: lengths are indefinite, times are floats.

use super::{Page, digits};

/// A page of series, each with as many points.
pub(crate) fn metric_data(series: usize, points: usize) -> Page {
    let mut body = vec![BEGIN_MAP];
    text(&mut body, "MetricDataResults");
    body.push(BEGIN_LIST);
    for seed in 0..series {
        body.push(BEGIN_MAP);
        text(&mut body, "Id");
        text(&mut body, &format!("m{seed}"));
        text(&mut body, "Label");
        text(&mut body, &format!("CPUUtilization i-{seed:017x}"));
        text(&mut body, "Timestamps");
        body.push(BEGIN_LIST);
        for point in 0..points {
            time(&mut body, 60 * point);
        }
        body.push(END);
        text(&mut body, "Values");
        body.push(BEGIN_LIST);
        for point in 0..points {
            double(&mut body, (seed * points + point) as f64 / 7.0);
        }
        body.push(END);
        text(&mut body, "StatusCode");
        text(&mut body, "Complete");
        body.push(END);
    }
    body.push(END);
    text(&mut body, "NextToken");
    text(&mut body, &digits(series, 120));
    body.push(END);
    // A token, three texts of each series, and a time and a value of each point.
    Page {
        body,
        values: 1 + series * (3 + 2 * points),
    }
}

/// A page of alarms on one metric.
pub(crate) fn alarms(count: usize) -> Page {
    let mut body = vec![BEGIN_MAP];
    text(&mut body, "MetricAlarms");
    body.push(BEGIN_LIST);
    for seed in 0..count {
        alarm(&mut body, seed);
    }
    body.push(END);
    text(&mut body, "NextToken");
    text(&mut body, &digits(count, 120));
    body.push(END);
    // One token, 23 values of each alarm.
    Page {
        body,
        values: 1 + 23 * count,
    }
}

fn alarm(body: &mut Vec<u8>, seed: usize) {
    let name = format!("orders/{seed:04}/latency");
    let arn = format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}");
    let topic = "arn:aws:sns:eu-west-1:111122223333:operations";
    let reason = "Threshold Crossed: 1 datapoint [0.25 (18/11/24 12:45:00)] was not greater than the threshold (0.5).";
    let texts = |body: &mut Vec<u8>, members: &[(&str, &str)]| {
        for (name, value) in members {
            text(body, name);
            text(body, value);
        }
    };
    let dimension = |body: &mut Vec<u8>, name: &str, value: &str| {
        body.push(BEGIN_MAP);
        texts(body, &[("Name", name), ("Value", value)]);
        body.push(END);
    };
    body.push(BEGIN_MAP);
    texts(
        body,
        &[
            ("AlarmName", &name),
            ("AlarmArn", &arn),
            (
                "AlarmDescription",
                "Orders take too long, n\u{ba} 1 of the runbook",
            ),
        ],
    );
    text(body, "AlarmConfigurationUpdatedTimestamp");
    time(body, seed);
    text(body, "ActionsEnabled");
    body.push(TRUE);
    text(body, "OKActions");
    body.extend([BEGIN_LIST, END]);
    text(body, "AlarmActions");
    body.push(BEGIN_LIST);
    text(body, topic);
    body.push(END);
    text(body, "InsufficientDataActions");
    body.extend([BEGIN_LIST, END]);
    texts(body, &[("StateValue", "OK"), ("StateReason", reason)]);
    text(body, "StateUpdatedTimestamp");
    time(body, seed + 1);
    texts(
        body,
        &[
            ("MetricName", "Latency"),
            ("Namespace", "AWS/ApplicationELB"),
            ("Statistic", "Average"),
        ],
    );
    text(body, "Dimensions");
    body.push(BEGIN_LIST);
    dimension(
        body,
        "LoadBalancer",
        &format!("app/orders/{}", digits(seed, 16)),
    );
    dimension(body, "AvailabilityZone", "eu-west-1b");
    body.push(END);
    text(body, "Period");
    body.extend([0x18, 60]);
    text(body, "EvaluationPeriods");
    body.push(5);
    text(body, "DatapointsToAlarm");
    body.push(3);
    text(body, "Threshold");
    double(body, 0.5);
    texts(
        body,
        &[
            ("ComparisonOperator", "GreaterThanThreshold"),
            ("TreatMissingData", "notBreaching"),
        ],
    );
    text(body, "StateTransitionedTimestamp");
    time(body, seed + 2);
    body.push(END);
}

/// First bytes of items (RFC 8949, section 3).
const BEGIN_LIST: u8 = 0x9f;
const BEGIN_MAP: u8 = 0xbf;
const EPOCH: u8 = 0xc1;
const TRUE: u8 = 0xf5;
const DOUBLE: u8 = 0xfb;
const END: u8 = 0xff;

/// Text of less than 256 bytes.
fn text(body: &mut Vec<u8>, text: &str) {
    match text.len() as u8 {
        length @ 0..24 => body.push(0x60 + length),
        length => body.extend([0x78, length]),
    }
    body.extend(text.bytes());
}

/// A time some seconds ago.
fn time(body: &mut Vec<u8>, seconds: usize) {
    body.push(EPOCH);
    double(body, 1_731_934_800.0 - seconds as f64);
}

fn double(body: &mut Vec<u8>, value: f64) {
    body.push(DOUBLE);
    body.extend(value.to_be_bytes());
}
