//! Gateway's own answers: JSON with a message, and a request ID.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse as _;
use serde_json::json;

/// Returns the gateway's own answer with this status.
pub(super) fn answer(status: StatusCode, request_id: &str) -> Response<Body> {
    let message = match status {
        // Its former name.
        StatusCode::PAYLOAD_TOO_LARGE => "Request Entity Too Large",
        status => status.canonical_reason().unwrap_or_default(),
    };
    let mut response = (status, Json(json!({ "message": message }))).into_response();
    set_request_id(&mut response, request_id);
    response
}

/// Adds the gateway's request ID to an answer.
pub(super) fn set_request_id(response: &mut Response<Body>, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("apigw-requestid", id);
    }
}
