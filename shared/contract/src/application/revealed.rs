//! Answer that shows a new API key, once.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::Application;
use crate::api_key::{ApiKey, ApiKeyId};
use crate::id::ApplicationId;
use crate::json::schema;
use crate::route::Output;

/// Raw API key for its creator.
///
/// No other type writes an API key into an answer.
#[derive(Clone)]
pub struct RevealedKey(ApiKey);

impl RevealedKey {
    /// Wraps `key` for the only answer that shows it.
    pub const fn once(key: ApiKey) -> Self {
        Self(key)
    }
}

impl fmt::Debug for RevealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RevealedKey")
    }
}

impl Serialize for RevealedKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

schema!(RevealedKey, {
    "type": "string", "description": "API key. It is shown only in this answer.",
    "examples": ["nuv_test_0HqYx3vQm6h2nXcYt8Wd1e0001ExampleExampleExampleExampleExam129P7f"],
});

/// Application with a new API key.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationWithKey {
    /// Application.
    #[serde(flatten)]
    pub application: Application,
    /// New API key, shown only this once.
    pub api_key: RevealedKey,
}

impl Output for ApplicationWithKey {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.application.revision);
    const BEARS_SECRET: bool = true;
}

/// Returns the detail for a repeated request, which created the key before.
pub fn shown_before(application: &ApplicationId, key: &ApiKeyId) -> String {
    format!(
        "This request was carried out before: it created the API key {key} of the application {application}. An API key \
         is shown only once, in the first answer. If you did not receive it, create a replacement."
    )
}
