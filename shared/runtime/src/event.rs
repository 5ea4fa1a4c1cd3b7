//! HTTP API events (payload format 2.0). Each becomes a request or a 400, never a failed invocation.
//!
//! `lambda_http`'s request type is not used: it panics on a body that is not base64 and on a path that is not a URI.
//! Callers would get a 502.

use std::fmt;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use contract::code::Code;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use verify::{Refusal, Request};

/// Request with its id.
#[derive(Debug)]
pub struct Event {
    /// Request, or the reason for refusing it.
    pub request: Result<Request, Refusal>,
    /// API Gateway's id of the request.
    pub request_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HttpApiEvent {
    raw_path: Option<String>,
    raw_query_string: Option<String>,
    #[serde(default)]
    headers: Headers,
    request_context: RequestContext,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    request_id: Option<String>,
    http: Http,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: String,
    source_ip: Option<String>,
}

/// Headers with lower-case names. A map would drop one of two that differ only in case.
#[derive(Default)]
struct Headers(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Headers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Headers;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("headers")
            }
            fn visit_unit<E>(self) -> Result<Headers, E> {
                Ok(Headers::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Headers, A::Error> {
                let mut headers = Vec::with_capacity(map.size_hint().unwrap_or(8));
                while let Some((name, value)) = map.next_entry::<String, String>()? {
                    headers.push((name.to_ascii_lowercase(), value));
                }
                Ok(Headers(headers))
            }
        }
        deserializer.deserialize_any(Reading)
    }
}

impl Event {
    /// Reads an event's JSON. `fallback_id` is the invocation's, for an event without one.
    pub fn read(json: &str, fallback_id: &str) -> Self {
        let mut event: HttpApiEvent = match serde_json::from_str(json) {
            Ok(event) => event,
            Err(error) => {
                // Only the position: the message could contain a header's value.
                let cause = format!("event unreadable at line {} column {}", error.line(), error.column());
                let refusal = Refusal::new(Code::BodyInvalid).because(cause);
                return Self { request: Err(refusal), request_id: fallback_id.to_owned() };
            }
        };
        let request_id = event.request_context.request_id.take().filter(|id| !id.is_empty());
        Self { request: event.into_request(), request_id: request_id.unwrap_or_else(|| fallback_id.to_owned()) }
    }
}

impl HttpApiEvent {
    fn into_request(self) -> Result<Request, Refusal> {
        let body = match self.body {
            None => Bytes::new(),
            Some(body) if self.is_base64_encoded == Some(true) => STANDARD
                .decode(body)
                .map(Bytes::from)
                .map_err(|_| Refusal::new(Code::BodyInvalid).detail("The body could not be decoded."))?,
            Some(body) => Bytes::from(body),
        };
        Ok(Request {
            method: self.request_context.http.method,
            path: self.raw_path.unwrap_or_default(),
            query: self.raw_query_string.unwrap_or_default(),
            headers: self.headers.0,
            body,
            source_ip: self.request_context.http.source_ip.and_then(|ip| ip.parse::<IpAddr>().ok()),
        })
    }
}
