//! Format of an error: `application/problem+json` (RFC 9457).

use schemars::JsonSchema;
use serde::Serialize;

/// Media type of an error.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Most errors that a problem lists. Further ones are counted.
pub const MAX_ERRORS: usize = 100;

/// Invalid field of a body, or invalid query parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body; for a query parameter, `/` and its name.
    #[schemars(example = &"/companyName")]
    pub pointer: String,
    /// Rule that the value breaks. The subject of the sentence is the value.
    #[schemars(example = &"is required")]
    pub reason: String,
}

/// Problem document.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// URL of the error reference, with the code as its anchor.
    #[serde(rename = "type")]
    pub kind: String,
    /// Title of the code.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Cause of this error, and the next step.
    pub detail: String,
    /// Error code: stable name for programs.
    pub code: &'static str,
    /// Id of this request. Send it when you contact support.
    pub request_id: String,
    /// Expected value, if two values were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Received value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// Invalid fields, at most the first 100. `detail` names the first, and the number of further ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}
