//! Calls to S3: addressing, checksums, streams, listings, errors with status 200.

use super::*;

#[tokio::test(start_paused = true)]
async fn an_s3_error_with_status_200_is_retried() {
    let hidden = "<Error><Code>InternalError</Code><Message>try again</Message></Error>";
    let transport = ScriptedTransport::new([
        ScriptStep::response(200, XML, hidden),
        ScriptStep::response(
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
    let hidden = || ScriptStep::response(200, XML, hidden);
    let transport = ScriptedTransport::new([hidden(), hidden(), hidden()]);
    let error = call(builder(&transport), &LIST_OBJECTS, bucket).await;
    assert_eq!(error.err().unwrap().code(), Some("InternalError"));
}

#[tokio::test]
async fn a_listing_asks_for_encoded_keys_and_decodes_them() {
    let transport = ScriptedTransport::new([ScriptStep::response(
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
        ScriptStep::response(200, &[], ""),
        ScriptStep::response(200, &[], ""),
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

/// The same object as a stream.
fn stream(length: Option<u64>) -> Dynamic {
    let members = [("Bucket", "bk-x"), ("Key", "k")];
    let mut input = samples::with(samples::input(&PUT_OBJECT, None), &members);
    let index = input.shape().index_of("Body").unwrap();
    let Slot::Stream(body) = input.get_mut(index).unwrap().slot() else {
        panic!("not a stream");
    };
    *body = samples::stream(&[b"h", b"i"], length);
    input
}

async fn put(config: ConfigBuilder, input: &Dynamic) -> Result<Reply, Error> {
    let client = Client::new(&samples::S3, &config.build().unwrap());
    let output = Box::new(samples::output(&PUT_OBJECT, &[]));
    client.call(&PUT_OBJECT, input, output).await
}

#[tokio::test]
async fn a_streamed_body_is_sent_once_with_its_checksum_behind_it() {
    let unavailable = || ScriptStep::response(503, &[], "");
    let transport = ScriptedTransport::new([unavailable(), unavailable()]);
    let known = put(builder(&transport), &stream(Some(2))).await;
    assert_eq!(known.err().unwrap().attempts(), 1);
    let request = &transport.requests()[0];
    assert_eq!(
        request.text(),
        "2\r\nhi\r\n0\r\nx-amz-checksum-crc32:2JMqrA==\r\n\r\n"
    );
    for (header, expected) in [
        ("content-length", None),
        ("content-encoding", Some("aws-chunked")),
        ("x-amz-trailer", Some("x-amz-checksum-crc32")),
        ("x-amz-decoded-content-length", Some("2")),
        ("x-amz-sdk-checksum-algorithm", Some("CRC32")),
        (
            "x-amz-content-sha256",
            Some("STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ),
    ] {
        assert_eq!(request.header(header), expected, "{header}");
    }
    let authorization = request.header("authorization").unwrap();
    assert!(
        authorization.contains(
            "content-encoding;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;\
             x-amz-sdk-checksum-algorithm;x-amz-trailer,"
        ),
        "{authorization}"
    );
    let unknown = put(builder(&transport), &stream(None)).await;
    let error = unknown.err().unwrap();
    assert!(error.is_invalid_input());
    assert!(error.to_string().contains("length"), "{error}");
    assert_eq!(transport.unused(), 1);
}

#[tokio::test]
async fn over_plain_http_a_stream_is_read_and_its_hash_signed() {
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "")]);
    let local = builder(&transport).endpoint_url("http://localhost:9000");
    put(local, &stream(None)).await.unwrap();
    let request = &transport.requests()[0];
    assert_eq!(request.text(), "hi");
    assert_eq!(request.header("content-length"), Some("2"));
    assert_eq!(request.header("x-amz-checksum-crc32"), Some("2JMqrA=="));
    assert_eq!(
        request.header("x-amz-content-sha256"),
        Some("8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4")
    );
}

#[tokio::test]
async fn without_checksums_a_stream_is_sent_as_it_is() {
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "")]);
    let required = RequestChecksumCalculation::WhenRequired;
    let config = || builder(&transport).request_checksum_calculation(required);
    put(config(), &stream(Some(2))).await.unwrap();
    let request = &transport.requests()[0];
    assert_eq!(request.text(), "hi");
    assert_eq!(request.header("content-length"), Some("2"));
    assert_eq!(
        request.header("x-amz-content-sha256"),
        Some("UNSIGNED-PAYLOAD")
    );
    let unknown = put(config(), &stream(None)).await;
    assert!(unknown.err().unwrap().is_invalid_input());
}

/// What is read of an object that came with these headers.
async fn get(
    config: ConfigBuilder,
    transport: &ScriptedTransport,
    headers: &[(&str, &str)],
) -> Result<bytes::Bytes, BodyError> {
    transport.push(ScriptStep::stream(
        200,
        headers,
        [Ok("h".into()), Ok("i".into())],
    ));
    let members = &[("Bucket", "bk-x"), ("Key", "k")];
    let reply = call(config, &GET_OBJECT, members).await.unwrap();
    let View::Stream(body) = reply.output.view_by_name("Body") else {
        panic!("not a stream");
    };
    body.take().collect().await
}

#[tokio::test]
async fn the_checksum_of_an_answer_is_asked_for_and_verified_while_it_is_read() {
    let transport = ScriptedTransport::default();
    let get = async |headers: &[_]| get(builder(&transport), &transport, headers).await;
    let same = &[("x-amz-checksum-crc32", "2JMqrA==")];
    assert_eq!(get(same).await.unwrap(), "hi");
    let other = &[("x-amz-checksum-crc32", "AAAAAA==")];
    let error = get(other).await.unwrap_err();
    assert!(error.is_checksum_mismatch());
    assert_eq!(
        error.to_string(),
        "the body is not what was sent: its CRC32 checksum is 2JMqrA==, and the service says AAAAAA=="
    );
    for of_parts_or_unknown in [
        ("x-amz-checksum-crc32", "AAAAAA==-3"),
        ("x-amz-checksum-md5", "AAAAAA=="),
    ] {
        assert_eq!(get(&[of_parts_or_unknown]).await.unwrap(), "hi");
    }
    let mode = transport.requests()[0]
        .header("x-amz-checksum-mode")
        .map(str::to_owned);
    assert_eq!(mode.as_deref(), Some("ENABLED"));
}

#[tokio::test]
async fn the_checksum_of_an_answer_is_left_alone_when_nobody_asked_for_it() {
    let transport = ScriptedTransport::default();
    let required = ResponseChecksumValidation::WhenRequired;
    let config = builder(&transport).response_checksum_validation(required);
    let other = &[("x-amz-checksum-crc32", "AAAAAA==")];
    assert_eq!(get(config, &transport, other).await.unwrap(), "hi");
    assert_eq!(transport.requests()[0].header("x-amz-checksum-mode"), None);
}

#[tokio::test]
async fn a_streamed_answer_is_handed_over_unread() {
    let transport = ScriptedTransport::new([
        ScriptStep::truncated(200, &[], "all", 3),
        ScriptStep::truncated(200, &[], "part", 9),
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
    let transport = ScriptedTransport::new([ScriptStep::response(
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

/// The same object as what can be read again.
fn repeatable() -> Dynamic {
    let members = [("Bucket", "bk-x"), ("Key", "k")];
    let mut input = samples::with(samples::input(&PUT_OBJECT, None), &members);
    let index = input.shape().index_of("Body").unwrap();
    let Slot::Stream(body) = input.get_mut(index).unwrap().slot() else {
        panic!("not a stream");
    };
    *body = Body::from_fn(
        || samples::stream(&[b"h", b"i"], None).into_chunks(),
        Some(2),
    );
    input
}

#[tokio::test(start_paused = true)]
async fn what_can_be_read_again_is_sent_again() {
    for (url, sent, hash) in [
        (
            "https://localhost:9000",
            "2\r\nhi\r\n0\r\nx-amz-checksum-crc32:2JMqrA==\r\n\r\n",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        ),
        (
            "http://localhost:9000",
            "hi",
            "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4",
        ),
    ] {
        let transport = ScriptedTransport::new([
            ScriptStep::response(503, &[], ""),
            ScriptStep::response(200, &[], ""),
        ]);
        let config = builder(&transport).endpoint_url(url).build().unwrap();
        let client = Client::new(PUT_OBJECT.service, &config);
        let output = Box::new(Dynamic::new(&crate::schema::shapes::EMPTY));
        let reply = client
            .call(&PUT_OBJECT, &repeatable(), output)
            .await
            .unwrap();
        assert_eq!(reply.metadata.attempts, 2);
        for request in transport.requests() {
            assert_eq!(request.text(), sent);
            assert_eq!(request.header("x-amz-content-sha256"), Some(hash));
        }
    }
}
