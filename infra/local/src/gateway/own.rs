//! The gateway's own answers: JSON with a message, and a request id.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

/// Reason why the gateway itself answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// The request cannot be read.
    BadRequest,
    /// No route takes it.
    NotFound,
    /// It is larger than 10 MB, or its event than what Lambda takes.
    TooLarge,
    /// Its first line and headers are larger than 10,240 bytes.
    HeadersTooLarge,
    /// There are too many.
    TooManyRequests,
    /// The function failed, or its answer cannot be passed on.
    InternalServerError,
    /// The function took longer than the gateway waits.
    ServiceUnavailable,
}

impl Own {
    const fn status(self) -> (StatusCode, &'static str) {
        match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "Bad Request"),
            Self::NotFound => (StatusCode::NOT_FOUND, "Not Found"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"),
            Self::HeadersTooLarge => (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "Request Header Fields Too Large"),
            Self::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests"),
            Self::InternalServerError => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
            Self::ServiceUnavailable => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        }
    }

    pub(super) fn answer(self, request_id: &str) -> Response<Body> {
        let (status, message) = self.status();
        let mut response = Response::new(Body::from(json!({ "message": message }).to_string()));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        named(&mut response, request_id);
        response
    }
}

/// Adds the gateway's id of the request to an answer.
pub(super) fn named(response: &mut Response<Body>, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("apigw-requestid", id);
    }
}
