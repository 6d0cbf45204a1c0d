//! Calls to S3: addressing, checksums, streams, listings, errors with status 200.

use super::*;

#[tokio::test(start_paused = true)]
async fn an_s3_error_with_status_200_is_retried() {
    let hidden = "<Error><Code>InternalError</Code><Message>try again</Message></Error>";
    let transport = ScriptedTransport::new([
        Scripted::response(200, XML, hidden),
        Scripted::response(
            200,
            XML,
            "<ListBucketResult><Marker>m</Marker></ListBucketResult>",
        ),
    ]);
    let bucket = &[("Bucket", "bk-x")];
    let reply = call(builder(&transport), &LIST_OBJECTS, bucket)
        .await
        .unwrap();
    assert_eq!(reply.metadata.attempts, 2);
    let hidden = || Scripted::response(200, XML, hidden);
    let transport = ScriptedTransport::new([hidden(), hidden(), hidden()]);
    let error = call(builder(&transport), &LIST_OBJECTS, bucket).await;
    assert_eq!(error.err().unwrap().code(), Some("InternalError"));
}

#[tokio::test]
async fn a_listing_asks_for_encoded_keys_and_decodes_them() {
    let transport = ScriptedTransport::new([Scripted::response(
        200,
        XML,
        "<ListBucketResult><EncodingType>url</EncodingType><Marker>a%2Bb+c</Marker></ListBucketResult>",
    )]);
    let reply = call(builder(&transport), &LIST_OBJECTS, &[("Bucket", "bk-x")]).await;
    assert_eq!(text(&reply.unwrap(), "Marker"), "a+b c");
    assert_eq!(
        transport.requests()[0].uri,
        "https://bk-x.s3.eu-central-1.amazonaws.com/?encoding-type=url"
    );
}

const OBJECT: &[(&str, &str)] = &[("Bucket", "bk-x"), ("Key", "k"), ("Body", "hi")];

#[tokio::test]
async fn an_object_goes_with_its_checksum() {
    let transport = ScriptedTransport::new([
        Scripted::response(200, &[], ""),
        Scripted::response(200, &[], ""),
    ]);
    call(builder(&transport), &PUT_OBJECT, OBJECT)
        .await
        .unwrap();
    let local = builder(&transport).endpoint_url("http://localhost:9000");
    call(local, &PUT_OBJECT, OBJECT).await.unwrap();
    let requests = transport.requests();
    for (request, uri, hash) in [
        (
            &requests[0],
            "https://bk-x.s3.eu-central-1.amazonaws.com/k",
            "UNSIGNED-PAYLOAD",
        ),
        (
            &requests[1],
            "http://localhost:9000/bk-x/k",
            "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4",
        ),
    ] {
        assert_eq!(request.uri, uri);
        assert_eq!(request.header("x-amz-checksum-crc32"), Some("2JMqrA=="));
        assert_eq!(
            request.header("x-amz-sdk-checksum-algorithm"),
            Some("CRC32")
        );
        assert_eq!(request.header("x-amz-content-sha256"), Some(hash));
        assert_eq!(request.text(), "hi");
    }
}

fn stream(length: Option<u64>) -> Dynamic {
    let members = [("Bucket", "bk-x"), ("Key", "k")];
    let mut input = samples::with(samples::input(&PUT_OBJECT, None), &members);
    let index = input.shape().index_of("Body").unwrap();
    let Slot::Stream(body) = input.get_mut(index).unwrap().slot() else {
        panic!("not a stream");
    };
    *body = Body::from_stream(Body::from("hi").into_chunks(), length);
    input
}

#[tokio::test]
async fn a_streamed_body_is_sent_once() {
    let unavailable = || Scripted::response(503, &[], "");
    let transport = ScriptedTransport::new([unavailable(), unavailable()]);
    let client = Client::new(&samples::S3, &builder(&transport).build());
    let output = || Box::new(samples::output(&PUT_OBJECT, &[]));
    let known = client.call(&PUT_OBJECT, &stream(Some(2)), output()).await;
    assert_eq!(known.err().unwrap().attempts(), 1);
    let request = &transport.requests()[0];
    assert_eq!(request.text(), "hi");
    assert_eq!(request.header("content-length"), Some("2"));
    assert_eq!(
        request.header("x-amz-content-sha256"),
        Some("UNSIGNED-PAYLOAD")
    );
    let unknown = client.call(&PUT_OBJECT, &stream(None), output()).await;
    assert!(unknown.err().unwrap().is_invalid_input());
    assert_eq!(transport.unused(), 1);
}

#[tokio::test]
async fn a_streamed_answer_is_handed_over_unread() {
    let transport = ScriptedTransport::new([
        Scripted::truncated(200, &[], "all", 3),
        Scripted::truncated(200, &[], "part", 9),
    ]);
    let members = &[("Bucket", "bk-x"), ("Key", "k")];
    for expected in [Ok("all"), Err("the body ended after 4 of 9 bytes")] {
        let reply = call(builder(&transport), &GET_OBJECT, members)
            .await
            .unwrap();
        let View::Stream(body) = reply.output.view_by_name("Body") else {
            panic!("not a stream");
        };
        let read = body.take().collect().await;
        let read = read.map_err(|error| error.to_string());
        assert_eq!(read, expected.map(Into::into).map_err(str::to_owned));
    }
}

#[tokio::test]
async fn headers_that_cannot_be_sent_are_invalid_input() {
    let transport = ScriptedTransport::new([success()]);
    let members = &[
        ("Bucket", "bk-x"),
        ("Key", "k"),
        ("ChecksumAlgorithm", "a\nb"),
    ];
    let result = call(builder(&transport), &PUT_OBJECT, members).await;
    assert!(result.err().unwrap().is_invalid_input());
    assert_eq!(transport.unused(), 1);
}

#[tokio::test]
async fn a_buckets_location_is_the_text_of_the_root() {
    let transport = ScriptedTransport::new([Scripted::response(
        200,
        XML,
        "<LocationConstraint xmlns=\"u\">eu-west-1</LocationConstraint>",
    )]);
    let bucket = &[("Bucket", "bk-x")];
    let reply = call(builder(&transport), &GET_BUCKET_LOCATION, bucket).await;
    assert_eq!(text(&reply.unwrap(), "LocationConstraint"), "eu-west-1");
    assert_eq!(
        transport.requests()[0].uri,
        "https://s3.eu-central-1.amazonaws.com/bk-x?location"
    );
}
