//! Events in payload format 2.0 ("Create AWS Lambda proxy integrations for HTTP APIs").

use std::collections::BTreeMap;
use std::net::IpAddr;

use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::routes::Found;

/// Stage without a name in the path.
const STAGE: &str = "$default";

/// Properties of a request that its sender does not state.
#[derive(Clone, Debug)]
pub struct Received {
    /// Account of the API.
    pub account: String,
    /// API ID.
    pub api: String,
    /// Request ID of the gateway.
    pub id: String,
    /// Time of arrival.
    pub at: Timestamp,
    /// Address of the sender.
    pub source_ip: IpAddr,
    /// Requested host.
    pub domain: String,
}

/// Returns the path as functions receive it: decoded, and cut at an encoded question mark (seen on a deployed API).
#[must_use]
pub fn raw_path(request: &Parts) -> String {
    let path = percent_decode_str(request.uri.path()).decode_utf8_lossy();
    path.split('?').next().unwrap_or_default().to_owned()
}

/// Creates the event of a request.
#[must_use]
pub fn event(request: &Parts, body: &[u8], route: &Found<'_>, received: &Received) -> Value {
    let path = raw_path(request);
    let query = request.uri.query().unwrap_or_default();
    let mut event = json!({
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers(&request.headers),
        "requestContext": {
            "accountId": received.account,
            "apiId": received.api,
            "domainName": received.domain,
            "domainPrefix": received.domain.split('.').next(),
            "http": {
                "method": request.method.as_str(),
                "path": path,
                "protocol": format!("{:?}", request.version),
                "sourceIp": received.source_ip.to_string(),
                "userAgent": request.headers.get(USER_AGENT).map(text).unwrap_or_default(),
            },
            "requestId": received.id,
            "routeKey": route.key,
            "stage": STAGE,
            "time": received.at.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": received.at.as_millisecond(),
        },
        "isBase64Encoded": false,
    });
    let Some(members) = event.as_object_mut() else { return event };
    let cookies = cookies(&request.headers);
    if !cookies.is_empty() {
        members.insert("cookies".to_owned(), cookies.into());
    }
    if !query.is_empty() {
        members.insert("queryStringParameters".to_owned(), parameters(query));
    }
    if !route.parameters.is_empty() {
        let parameters = route.parameters.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        members.insert("pathParameters".to_owned(), Value::Object(parameters.collect()));
    }
    if !body.is_empty() {
        let text = std::str::from_utf8(body).ok().filter(|_| is_text(&request.headers));
        members.insert("isBase64Encoded".to_owned(), text.is_none().into());
        members.insert("body".to_owned(), text.map_or_else(|| STANDARD.encode(body), str::to_owned).into());
    }
    event
}

/// Returns headers without cookies, names in lower case, repeated values joined by commas.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let mut joined = Map::new();
    for name in headers.keys().filter(|name| *name != COOKIE) {
        let values: Vec<String> = headers.get_all(name).iter().map(text).collect();
        joined.insert(name.as_str().to_owned(), values.join(",").into());
    }
    joined
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let all = headers.get_all(COOKIE).iter().map(text).collect::<Vec<_>>().join(";");
    all.split(';').map(str::trim).filter(|cookie| !cookie.is_empty()).map(str::to_owned).collect()
}

/// Converts a header's bytes to text, as JSON requires.
fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

/// Returns decoded query parameters, repeated values joined by commas.
fn parameters(query: &str) -> Value {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        joined
            .entry(name.into_owned())
            .and_modify(|values| {
                values.push(',');
                values.push_str(&value);
            })
            .or_insert_with(|| value.clone().into_owned());
    }
    json!(joined)
}

/// Returns true for bodies that are passed on as text; others are passed on in base64. The guide does not list the
/// media types; these were seen on deployed APIs. Forms and bodies without a type are passed on in base64.
fn is_text(headers: &HeaderMap) -> bool {
    const NAMED: [&str; 4] = ["application/json", "application/xml", "application/javascript", "application/graphql"];
    let Some(media_type) = headers.get(CONTENT_TYPE) else { return false };
    let media_type = text(media_type).to_ascii_lowercase();
    let mut parts = media_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let is_named = essence.starts_with("text/") || NAMED.contains(&essence);
    let is_utf8 = parts.all(|parameter| matches!(parameter, "charset=utf-8" | "charset=\"utf-8\""));
    is_named && is_utf8 && !headers.contains_key(CONTENT_ENCODING)
}
