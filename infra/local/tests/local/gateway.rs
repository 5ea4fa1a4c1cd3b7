//! HTTP API in front of functions: events compared with recorded ones, and the gateway's own answers.

use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::Method;
use axum::http::request::Parts;
use jiff::Timestamp;
use local::gateway::{Functions, Gateway, InvokeError, Received, Route, Routes, Settings, Throttling, event};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::http;

/// Recorded requests, each with the event of a deployed API or the guide.
fn recorded() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/events");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect()
}

fn parts(request: &Value, added: &Value) -> Parts {
    let mut builder = axum::http::Request::builder()
        .method(request["method"].as_str().unwrap())
        .uri(request["uri"].as_str().unwrap());
    for header in request["headers"].as_array().unwrap() {
        builder = builder.header(header[0].as_str().unwrap(), header[1].as_str().unwrap());
    }
    // Properties that the gateway adds are taken from the recorded event.
    for (name, value) in added.as_object().unwrap() {
        let own = name.starts_with("x-") || name == "content-length";
        if own && !builder.headers_ref().unwrap().contains_key(name) {
            builder = builder.header(name, value.as_str().unwrap());
        }
    }
    builder.body(()).unwrap().into_parts().0
}

fn routes(key: &str) -> Routes {
    match key.split_once(' ') {
        Some((method, path)) => {
            let route =
                Route { method: Some(method.parse().unwrap()), path: path.to_owned(), function: "one".to_owned() };
            Routes::new(vec![route], None)
        }
        None => Routes::new(Vec::new(), Some("one".to_owned())),
    }
}

#[test]
fn events_match_those_of_deployed_apis() {
    let recorded = recorded();
    assert!(recorded.len() >= 6, "{}", recorded.len());
    for (name, case) in recorded {
        let (request, expected) = (&case["request"], &case["event"]);
        let context = &expected["requestContext"];
        let text = |member: &Value| member.as_str().unwrap_or_default().to_owned();
        let millis = context["timeEpoch"].as_i64().unwrap_or(1_584_039_838_390);
        let received = Received {
            account: text(&context["accountId"]),
            api: text(&context["apiId"]),
            id: text(&context["requestId"]),
            at: Timestamp::from_millisecond(millis).unwrap(),
            source_ip: context["http"]["sourceIp"].as_str().unwrap().parse().unwrap(),
            domain: text(&context["domainName"]),
        };
        let routes = routes(case["route"].as_str().unwrap());
        let parts = parts(request, &expected["headers"]);
        let path = local::gateway::raw_path(&parts);
        let found = routes.find(&parts.method, &path).unwrap();
        let mut made = event(&parts, request["body"].as_str().unwrap().as_bytes(), &found, &received);
        for pointer in case["leftOut"].as_array().into_iter().flatten() {
            let (holder, member) = pointer.as_str().unwrap().rsplit_once('/').unwrap();
            made.pointer_mut(holder).unwrap().as_object_mut().unwrap().remove(member);
        }
        assert_eq!(&made, expected, "{name}: {}", case["source"]);
    }
}

/// Functions that behave as their names say.
struct Named;

#[async_trait::async_trait]
impl Functions for Named {
    async fn invoke(&self, function: &str, event: String) -> Result<Bytes, InvokeError> {
        let event: Value = serde_json::from_str(&event).unwrap();
        let answer = match function {
            "echo" => {
                json!({ "statusCode": 200, "headers": { "content-type": "application/json" }, "body": event.to_string() })
            }
            "plain" => json!({ "statusCode": 201, "body": "made", "cookies": ["a=1", "b=2"] }),
            "bare" => json!({ "anything": "else" }),
            "large" => json!({ "statusCode": 200, "body": "x".repeat(6 * 1024 * 1024) }),
            "wrong" => json!({ "statusCode": "many" }),
            _ => return Err(InvokeError("injected by a test".to_owned())),
        };
        Ok(answer.to_string().into())
    }
}

async fn api(throttling: Option<Throttling>) -> String {
    let names = ["echo", "plain", "bare", "large", "wrong", "failing"];
    let route =
        |name: &&str| Route { method: Some(Method::POST), path: format!("/{name}"), function: (*name).to_owned() };
    let routes = Routes::new(names.iter().map(route).collect(), None);
    let settings = Settings { routes, throttling, functions: Arc::new(Named) };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(Gateway::new(listener, settings).serve());
    address
}

/// Returns status and message of the gateway's own answer.
async fn own(answer: reqwest::Response) -> (u16, String) {
    assert!(answer.headers().contains_key("apigw-requestid"));
    assert_eq!(answer.headers()["content-type"], "application/json");
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    (status, body["message"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_gateway_itself_answers_large_and_invalid_exchanges() {
    let api = api(None).await;
    let post = async |name: &str, body: Vec<u8>| {
        let request = http().post(format!("{api}/{name}")).header("content-type", "application/octet-stream");
        own(request.body(body).send().await.unwrap()).await
    };
    let mebibytes = |count: usize| vec![0_u8; count * 1024 * 1024];
    assert_eq!(post("echo", mebibytes(11)).await, (413, "Request Entity Too Large".to_owned()));
    assert_eq!(post("echo", mebibytes(5)).await, (413, "Request Entity Too Large".to_owned()), "6.7 MB in base64");
    let head = http().post(format!("{api}/echo")).header("x-large", "x".repeat(10_240));
    let refused = own(head.send().await.unwrap()).await;
    assert_eq!(refused, (431, "Request Header Fields Too Large".to_owned()));
    let many = (0..1_000).map(|number| (format!("x-{number}"), "1".to_owned()));
    let many = many.fold(http().post(format!("{api}/echo")), |post, (name, value)| post.header(name, value));
    assert_eq!(many.send().await.unwrap().status(), 200, "the quota counts values");
    for name in ["large", "wrong", "failing"] {
        assert_eq!(post(name, Vec::new()).await, (500, "Internal Server Error".to_owned()), "{name}");
    }
    assert_eq!(post("nowhere", Vec::new()).await, (404, "Not Found".to_owned()));
}

#[tokio::test]
async fn an_answer_is_passed_on_with_the_gateways_defaults() {
    let api = api(None).await;
    let plain = http().post(format!("{api}/plain")).send().await.unwrap();
    assert_eq!(plain.status(), 201);
    assert_eq!(plain.headers()["content-type"], "text/plain; charset=utf-8");
    let cookies: Vec<_> = plain.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    let bare = http().post(format!("{api}/bare")).send().await.unwrap();
    assert_eq!((bare.status().as_u16(), bare.headers()["content-type"].to_str().unwrap()), (200, "application/json"));
    assert_eq!(bare.text().await.unwrap(), r#"{"anything":"else"}"#);
}

#[tokio::test]
async fn a_body_is_text_or_base64_by_media_type() {
    let api = api(None).await;
    let sent = async |content_type: Option<&str>, body: &'static [u8]| {
        let mut request = http().post(format!("{api}/echo")).body(body);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let event: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
        (event["body"].as_str().unwrap_or_default().to_owned(), event["isBase64Encoded"].as_bool().unwrap())
    };
    for content_type in ["application/json", "text/plain; charset=utf-8", "text/csv", "application/xml"] {
        assert_eq!(sent(Some(content_type), b"{}").await, ("{}".to_owned(), false), "{content_type}");
    }
    let others = [
        "application/octet-stream", "application/x-www-form-urlencoded", "application/problem+json",
        "text/plain; charset=iso-8859-1", "multipart/form-data; boundary=x",
    ];
    for content_type in others.map(Some).into_iter().chain([None]) {
        assert_eq!(sent(content_type, b"{}").await, ("e30=".to_owned(), true), "{content_type:?}");
    }
    assert_eq!(sent(Some("application/json"), b"\xff").await, ("/w==".to_owned(), true));
    assert_eq!(sent(Some("application/json"), b"").await, (String::new(), false));
}

#[tokio::test]
async fn more_than_the_burst_is_refused() {
    let api = api(Some(Throttling { rate: 0.001, burst: 3.0 })).await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(http().post(format!("{api}/echo")).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    let refused = own(http().post(format!("{api}/plain")).send().await.unwrap()).await;
    assert_eq!(refused, (429, "Too Many Requests".to_owned()));
}
