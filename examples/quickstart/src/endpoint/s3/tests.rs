use http_body_util::BodyExt;

use super::*;
use crate::endpoint::xml::texts;

/// What the service answers to `method path?query`.
fn ask(s3: &mut S3, method: Method, target: &str) -> Result<Response<Full<Bytes>>, Refusal> {
    put(s3, method, target, &[], "")
}

fn put(
    s3: &mut S3,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Response<Full<Bytes>>, Refusal> {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    s3.answer(
        &request.body(()).unwrap(),
        Bytes::copy_from_slice(body.as_bytes()),
    )
}

/// A service with the bucket `tea` and these keys in it.
fn with_keys(keys: &[&str]) -> S3 {
    let mut s3 = S3::default();
    ask(&mut s3, Method::PUT, "/tea").unwrap();
    for key in keys {
        put(&mut s3, Method::PUT, &format!("/tea/{key}"), &[], "leaves").unwrap();
    }
    s3
}

async fn text(response: Response<Full<Bytes>>) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn an_object_comes_back_as_it_was_put() {
    let mut s3 = with_keys(&[]);
    let headers = [("content-type", "text/plain"), ("x-amz-meta-kind", "green")];
    let response = put(&mut s3, Method::PUT, "/tea/a%20b/c%2Bd", &headers, "leaves").unwrap();
    let etag = response.headers()[ETAG].clone();

    let response = ask(&mut s3, Method::GET, "/tea/a%20b/c+d?x-id=GetObject").unwrap();
    insta::assert_debug_snapshot!(response.headers());
    assert_eq!(response.headers()[ETAG], etag);
    assert_eq!(text(response).await, "leaves");
}

#[tokio::test]
async fn keys_are_listed_in_pages() {
    let mut s3 = with_keys(&["1", "2", "3", "4", "5", "6", "7"]);
    let mut target = "/tea?list-type=2&max-keys=3".to_owned();
    let mut pages = Vec::new();
    loop {
        let page = text(ask(&mut s3, Method::GET, &target).unwrap()).await;
        pages.push(texts(&page, "Key").join(""));
        match texts(&page, "NextContinuationToken").first() {
            Some(token) => {
                assert_eq!(texts(&page, "IsTruncated"), ["true"]);
                target = format!("/tea?list-type=2&max-keys=3&continuation-token={token}");
            }
            None => {
                assert_eq!(texts(&page, "IsTruncated"), ["false"]);
                break;
            }
        }
    }
    assert_eq!(pages, ["123", "456", "7"]);
}

#[tokio::test]
async fn a_listing_is_written_as_s3_writes_it() {
    let mut s3 = with_keys(&["day/1%20&%C3%A9+", "day/2", "night"]);
    let page = ask(
        &mut s3,
        Method::GET,
        "/tea?list-type=2&max-keys=1&prefix=day/",
    )
    .unwrap();
    insta::assert_snapshot!("listing", text(page).await);
    let encoded = "/tea?list-type=2&prefix=day/&start-after=day/&encoding-type=url";
    let page = ask(&mut s3, Method::GET, encoded).unwrap();
    insta::assert_snapshot!("listing_with_encoded_keys", text(page).await);
}

#[tokio::test]
async fn a_full_last_page_is_not_cut_off() {
    let mut s3 = with_keys(&["1", "2", "3"]);
    let page = ask(&mut s3, Method::GET, "/tea?list-type=2&max-keys=3").unwrap();
    assert_eq!(texts(&text(page).await, "IsTruncated"), ["false"]);
    let page = ask(&mut s3, Method::GET, "/tea?list-type=2&max-keys=0").unwrap();
    assert_eq!(texts(&text(page).await, "KeyCount"), ["0"]);
}

#[tokio::test]
async fn buckets_are_listed() {
    let buckets = ask(&mut with_keys(&[]), Method::GET, "/").unwrap();
    insta::assert_snapshot!(text(buckets).await);
}

#[test]
fn a_bucket_is_deleted_when_its_objects_are() {
    let mut s3 = with_keys(&["1"]);
    let refusal = ask(&mut s3, Method::DELETE, "/tea").unwrap_err();
    assert_eq!(refusal.code, "BucketNotEmpty");
    for target in ["/tea/1", "/tea/1", "/tea"] {
        let response = ask(&mut s3, Method::DELETE, target).unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "{target}");
    }
    let refusal = ask(&mut s3, Method::HEAD, "/tea").unwrap_err();
    assert_eq!(refusal.status, StatusCode::NOT_FOUND);
}

#[test]
fn what_cannot_be_done_is_refused_with_the_services_codes() {
    let mut s3 = with_keys(&["1"]);
    let cases = [
        (Method::PUT, "/Tea", "InvalidBucketName"),
        (Method::GET, "/coffee?list-type=2", "NoSuchBucket"),
        (Method::PUT, "/coffee/1", "NoSuchBucket"),
        (Method::DELETE, "/coffee/1", "NoSuchBucket"),
        (Method::HEAD, "/tea/2", "NoSuchKey"),
        (Method::GET, "/tea/%FF", "InvalidURI"),
        (Method::GET, "/tea", "NotImplemented"),
        (
            Method::GET,
            "/tea?list-type=2&delimiter=/",
            "NotImplemented",
        ),
        (Method::GET, "/tea?versions", "NotImplemented"),
        (Method::PUT, "/tea/1?tagging", "NotImplemented"),
        (
            Method::GET,
            "/tea?list-type=2&max-keys=many",
            "InvalidArgument",
        ),
        (
            Method::GET,
            "/tea?list-type=2&encoding-type=rot13",
            "InvalidArgument",
        ),
        (
            Method::GET,
            "/tea?list-type=2&continuation-token=tea",
            "InvalidArgument",
        ),
        (
            Method::GET,
            "/tea?list-type=2&continuation-token=%C3%A9a",
            "InvalidArgument",
        ),
        (Method::POST, "/tea/1", "MethodNotAllowed"),
    ];
    for (method, target, code) in cases {
        let refusal = ask(&mut s3, method, target).unwrap_err();
        assert_eq!(refusal.code, code, "{target}");
    }
    let copy = [("x-amz-copy-source", "tea/1")];
    let refusal = put(&mut s3, Method::PUT, "/tea/2", &copy, "").unwrap_err();
    assert_eq!(refusal.code, "NotImplemented");
}

#[tokio::test]
async fn an_error_is_written_as_s3_writes_it() {
    let answer = ask(&mut S3::default(), Method::GET, "/no&tea?list-type=2");
    insta::assert_snapshot!(text(respond(answer, 1)).await);
}
