//! Gateway's own answers: JSON with a message, and a request ID.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

/// Reason for an answer of the gateway itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GatewayError {
    /// Unreadable request.
    BadRequest,
    /// Request without a route.
    NotFound,
    /// Body larger than 10 MB, or event larger than Lambda's limit.
    TooLarge,
    /// First line and headers larger than 10,240 bytes.
    HeadersTooLarge,
    /// Throttled request.
    TooManyRequests,
    /// Failed function or invalid answer.
    InternalServerError,
    /// Timeout of the function.
    ServiceUnavailable,
}

impl GatewayError {
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
        set_request_id(&mut response, request_id);
        response
    }
}

/// Adds the gateway's request ID to an answer.
pub(super) fn set_request_id(response: &mut Response<Body>, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("apigw-requestid", id);
    }
}
