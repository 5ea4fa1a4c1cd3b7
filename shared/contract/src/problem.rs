//! What an error looks like: `application/problem+json` (RFC 9457).

use schemars::JsonSchema;
use serde::Serialize;

/// The media type of an error.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Most errors that a problem lists; the others are counted.
pub const MAX_ERRORS: usize = 100;

/// One wrong field of a body, or one wrong query parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body; for a query parameter, `/` and its name.
    #[schemars(example = &"/companyName")]
    pub pointer: String,
    /// The rule it breaks.
    #[schemars(example = &"is required")]
    pub reason: String,
}

/// A problem document.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Address of the error reference, with the code as its anchor.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code's meaning in a few words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do.
    pub detail: String,
    /// Stable name for programs.
    pub code: &'static str,
    /// API Gateway's id of this request: name it when you ask support.
    pub request_id: String,
    /// What the platform expected, where two values were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What the request held instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// Invalid fields, the first 100 of them; `detail` names the first and the number of further ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}
