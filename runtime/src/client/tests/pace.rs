//! Bodies that come slowly, and callers that read slowly.

use futures_util::StreamExt as _;

use super::*;

const OBJECT: &[(&str, &str)] = &[("Bucket", "bk-x"), ("Key", "k")];

/// `count` chunks of `size` bytes, one after every pause.
fn trickle(count: usize, size: usize, pause: Duration) -> Body {
    let chunks = futures_util::stream::unfold(0, move |number| async move {
        if number == count {
            return None;
        }
        tokio::time::sleep(pause).await;
        Some((Ok(bytes::Bytes::from(vec![b' '; size])), number + 1))
    });
    Body::from_stream(chunks, None)
}

/// Answers everything with such a body.
#[derive(Debug)]
struct Trickles(
    &'static [(&'static str, &'static str)],
    usize,
    usize,
    Duration,
);

impl crate::Transport for Trickles {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> std::pin::Pin<
        Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>,
    > {
        let mut response = http::Response::new(trickle(self.1, self.2, self.3));
        for (name, value) in self.0 {
            let value = http::HeaderValue::from_static(value);
            response.headers_mut().insert(*name, value);
        }
        Box::pin(std::future::ready(Ok(response)))
    }
}

const OFTEN: Duration = Duration::from_millis(400);

fn config(transport: Trickles) -> ConfigBuilder {
    Config::builder()
        .region("eu-central-1")
        .credentials(keys())
        .transport(transport)
        .no_retries()
}

/// The streamed payload of an answer.
async fn payload(config: ConfigBuilder) -> Body {
    let mut reply = call(config, &GET_OBJECT, OBJECT).await.unwrap();
    let index = reply.output.shape().payload.unwrap();
    match reply.output.get_mut(usize::from(index)).unwrap().slot() {
        Slot::Stream(body) => std::mem::take(body),
        _ => Body::empty(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_trickles_is_a_timeout() {
    let start = Instant::now();
    let body = payload(config(Trickles(&[], 1_000_000, 1, OFTEN))).await;
    let error = body.collect().await.unwrap_err();
    assert!(error.is_timeout());
    insta::assert_snapshot!(error, @"the answer came too slowly: fewer than 960 bytes in 60s (`ConfigBuilder::least_rate`)");
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn an_answer_in_memory_that_trickles_is_a_timeout() {
    let error = call(
        config(Trickles(&[], 1_000_000, 1, OFTEN)),
        &RUN_INSTANCES,
        IMAGE,
    );
    let error = error.await.err().unwrap();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_is_slow_but_of_use_is_read() {
    // 20 bytes a second for an hour.
    let slow = || Trickles(&[], 9000, 8, OFTEN);
    let body = payload(config(slow())).await;
    assert_eq!(body.collect().await.unwrap().len(), 72_000);
    // A little at last, after a silence that the read limit allows.
    let patient = config(Trickles(&[], 3, 1, Duration::from_secs(250)));
    let body = payload(patient.read_timeout(Duration::from_secs(900))).await;
    assert_eq!(body.collect().await.unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_least_rate_can_be_switched_off_and_set() {
    let trickles = || Trickles(&[], 1000, 1, OFTEN);
    let body = payload(config(trickles()).least_rate(0)).await;
    assert_eq!(body.collect().await.unwrap().len(), 1000);
    let body = payload(config(trickles()).least_rate(2)).await;
    assert_eq!(body.collect().await.unwrap().len(), 1000);
    let body = payload(config(trickles()).least_rate(3)).await;
    assert!(body.collect().await.unwrap_err().is_timeout());
}

#[tokio::test(start_paused = true)]
async fn events_and_blanks_may_take_their_time() {
    let events = Trickles(&[("content-type", "text/event-stream")], 1000, 1, OFTEN);
    let body = payload(config(events)).await;
    assert_eq!(body.collect().await.unwrap().len(), 1000);
    let listing = call(
        config(Trickles(&[], 1000, 1, OFTEN)),
        &LIST_OBJECTS,
        &[("Bucket", "bk-x")],
    );
    let error = listing.await.err();
    assert!(error.is_none_or(|error| !error.is_timeout()));
}

#[tokio::test(start_paused = true)]
async fn the_limits_of_attempt_and_call_bound_a_stream() {
    const LIMIT: Duration = Duration::from_secs(30);
    for limited in [
        ConfigBuilder::attempt_timeout as fn(ConfigBuilder, Duration) -> ConfigBuilder,
        ConfigBuilder::operation_timeout,
    ] {
        let start = Instant::now();
        let endless = config(Trickles(&[], 1_000_000, 64, OFTEN));
        let body = payload(limited(endless, LIMIT)).await;
        let error = body.collect().await.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(error.to_string(), "the answer took longer than 30s");
        assert_eq!(start.elapsed().as_secs(), 30);
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_reads_slowly_is_not_blamed() {
    let limited = config(Trickles(&[], 50, 1, OFTEN))
        .attempt_timeout(Duration::from_secs(30))
        .operation_timeout(Duration::from_secs(30));
    let mut chunks = payload(limited).await.into_chunks();
    let mut read = 0;
    loop {
        // Asks, does something else for a long time, and asks again.
        let asked = tokio::time::timeout(Duration::from_millis(1), chunks.next()).await;
        tokio::time::sleep(Duration::from_secs(100)).await;
        let chunk = match asked {
            Ok(chunk) => chunk,
            Err(_) => chunks.next().await,
        };
        match chunk {
            Some(chunk) => read += chunk.unwrap().len(),
            None => break,
        }
    }
    assert_eq!(read, 50);
}

#[tokio::test]
async fn what_is_in_memory_stays_there() {
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "whole")]);
    let body = payload(builder(&transport).attempt_timeout(Duration::from_secs(1))).await;
    assert_eq!(body.bytes().unwrap(), "whole");
}
