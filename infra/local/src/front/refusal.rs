//! Refusals in the form of each service.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use serde_json::json;

use super::Service;

/// Error that a call is answered with, as AWS words it ("Common errors" of each service).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) error_type: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(error_type: &'static str, message: impl Into<String>) -> Self {
        Self { code: 400, error_type, message: message.into() }
    }

    pub(crate) fn answer(&self, service: Service) -> Response<Body> {
        refusal(service, self.code, self.error_type, &self.message)
    }
}

/// Returns an error answer in the form of `service`.
pub(crate) fn refusal(service: Service, code: u16, error_type: &str, message: &str) -> Response<Body> {
    let (content_type, body) = match service {
        Service::DynamoDb => {
            let named = format!("com.amazonaws.dynamodb.v20120810#{error_type}");
            ("application/x-amz-json-1.0", json!({ "__type": named, "message": message }).to_string())
        }
        Service::Kms => ("application/x-amz-json-1.1", json!({ "__type": error_type, "message": message }).to_string()),
        Service::S3 => (
            "application/xml",
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{}</Code><Message>{}</Message></Error>",
                escaped(error_type),
                escaped(message)
            ),
        ),
        Service::SignIn => {
            ("application/json", json!({ "error": error_type, "error_description": message }).to_string())
        }
    };
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, content_type)], body).into_response();
    if let Ok(error_type) = HeaderValue::from_str(error_type) {
        response.headers_mut().insert("x-amzn-errortype", error_type);
    }
    response
}

/// Returns DynamoDB's answer to a conflicting transaction (API reference of `TransactWriteItems`).
pub(crate) fn conflict() -> Response<Body> {
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
        "CancellationReasons": [{ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" }],
    });
    let json = [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
    (StatusCode::BAD_REQUEST, json, body.to_string()).into_response()
}

/// Escapes text for XML and HTML.
pub(crate) fn escaped(text: &str) -> String {
    const ESCAPED: [(char, &str); 5] = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")];
    ESCAPED.into_iter().fold(text.to_owned(), |text, (character, safe)| text.replace(character, safe))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_is_escaped_in_markup() {
        assert_eq!(escaped(r#""><script>'&"#), "&quot;&gt;&lt;script&gt;&#39;&amp;");
    }
}
