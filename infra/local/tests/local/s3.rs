use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use local::Stack;

use crate::presign::Presign;
use crate::support::{http, stack_with_bucket};

pub(crate) fn presigned(stack: &Stack, method: &str, path: &str) -> String {
    signed(stack, local::SECRET_ACCESS_KEY, Duration::ZERO, method, path)
}

fn signed(stack: &Stack, secret: &str, age: Duration, method: &str, path: &str) -> String {
    let endpoint = &stack.endpoints().s3;
    Presign { endpoint, secret, age }.url(method, path)
}

#[tokio::test]
async fn a_download_returns_the_uploaded_bytes() {
    let stack = stack_with_bucket().await;
    let every_byte: Vec<u8> = (0..=255).collect();
    let put = http()
        .put(presigned(&stack, "PUT", "/documents/org-1/passport"))
        .header("content-type", "image/jpeg")
        .body(every_byte.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(put.status(), 200);

    let got = http().get(presigned(&stack, "GET", "/documents/org-1/passport")).send().await.unwrap();
    assert_eq!(got.status(), 200);
    assert_eq!(got.headers()["content-type"], "image/jpeg");
    assert_eq!(got.bytes().await.unwrap(), every_byte);
    let missing = http().get(presigned(&stack, "GET", "/documents/org-1/other")).send().await.unwrap();
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn a_signature_is_bound_to_key_time_method_and_path() {
    let stack = stack_with_bucket().await;
    let path = "/documents/a";
    let now = Duration::ZERO;
    let secret = local::SECRET_ACCESS_KEY;
    let right = presigned(&stack, "PUT", path);
    let attempts = [
        ("unsigned", format!("{}{path}", stack.endpoints().s3)),
        ("another secret", signed(&stack, "guessed", now, "PUT", path)),
        ("expired", signed(&stack, secret, Duration::from_secs(120), "PUT", path)),
        ("another method", signed(&stack, secret, now, "GET", path)),
        ("another path", right.replace("/documents/a", "/documents/b")),
    ];
    for (what, url) in attempts {
        let refused = http().put(url).body("x").send().await.unwrap();
        assert_eq!(refused.status(), 403, "{what}");
    }
    assert_eq!(http().put(right).body("x").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn bytes_without_the_declared_hash_change_nothing() {
    let stack = stack_with_bucket().await;
    let hash = |content: &str| STANDARD.encode(digest(&SHA256, content.as_bytes()));
    let put = async |content: &'static str, declared: String| {
        let header = ("x-amz-checksum-sha256", declared.as_str());
        let (endpoint, secret) = (&stack.endpoints().s3, local::SECRET_ACCESS_KEY);
        let presign = Presign { endpoint, secret, age: Duration::ZERO };
        let put = http().put(presign.url_with("PUT", "/documents/org-1/passport", &[header]));
        put.header(header.0, header.1).body(content).send().await.unwrap()
    };
    assert_eq!(put("right", hash("right")).await.status(), 200);
    let refused = put("wrong", hash("right")).await;
    assert_eq!(refused.status(), 400);
    assert!(refused.text().await.unwrap().contains("<Code>BadDigest</Code>"));
    let got = http().get(presigned(&stack, "GET", "/documents/org-1/passport")).send().await.unwrap();
    assert_eq!(got.text().await.unwrap(), "right");
    assert_eq!(put("other", hash("other")).await.status(), 200);
}

#[tokio::test]
async fn a_read_with_if_match_returns_only_that_object() {
    let stack = stack_with_bucket().await;
    let path = "/documents/org-1/passport";
    let put = async |content: &'static str| {
        let put = http().put(presigned(&stack, "PUT", path)).body(content).send().await.unwrap();
        assert_eq!(put.status(), 200);
        http().get(presigned(&stack, "GET", path)).send().await.unwrap().headers()["etag"].clone()
    };
    let (first, second) = (put("first").await, put("other").await);
    assert_ne!(first, second);
    let read = async |if_match: &str| {
        let get = http().get(presigned(&stack, "GET", path)).header("if-match", if_match).send().await.unwrap();
        (get.status().as_u16(), get.text().await.unwrap())
    };
    for tag in [second.to_str().unwrap(), "*"] {
        assert_eq!(read(tag).await, (200, "other".to_owned()));
    }
    let (status, text) = read(first.to_str().unwrap()).await;
    assert!(status == 412 && text.contains("<Code>PreconditionFailed</Code>"), "{status} {text}");
}

#[tokio::test]
async fn a_presigned_url_takes_no_unsigned_amazon_header() {
    let stack = stack_with_bucket().await;
    for (name, value) in [("x-amz-tagging", "a=b"), ("x-amz-acl", "public-read"), ("x-amz-meta-own", "1")] {
        let put = http().put(presigned(&stack, "PUT", "/documents/a")).header(name, value).body("x");
        let refused = put.send().await.unwrap();
        assert_eq!(refused.status(), 403, "{name}");
        let told = refused.text().await.unwrap();
        assert!(told.contains("<Code>AccessDenied</Code>") && told.contains("were not signed"), "{told}");
    }
}

#[tokio::test]
async fn a_signature_of_version_2_or_of_more_than_a_week_is_refused() {
    let stack = stack_with_bucket().await;
    let endpoint = &stack.endpoints().s3;
    let version_2 = format!("{endpoint}/documents/a?AWSAccessKeyId=x&Expires=4102444800&Signature=AAAA");
    assert!(http().get(version_2).send().await.unwrap().status().is_client_error());
    let long = presigned(&stack, "GET", "/documents/a").replace("X-Amz-Expires=60", "X-Amz-Expires=700000");
    assert!(http().get(long).send().await.unwrap().status().is_client_error());
}
