//! The one answer that shows a new API key.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::Application;
use crate::api_key::{ApiKey, ApiKeyId};
use crate::id::ApplicationId;
use crate::route::Output;

/// A raw API key on its way to the one who created it: the only type that writes one into an answer.
#[derive(Clone)]
pub struct RevealedKey(ApiKey);

impl RevealedKey {
    /// Marks `key` for the one answer that shows it.
    #[must_use]
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

impl JsonSchema for RevealedKey {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RevealedKey".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "description": "The API key. It is shown in this answer and never again.",
            "examples": ["nuv_test_0HqYx3vQm6h2nXcYt8Wd1e0001ExampleExampleExampleExampleExam129P7f"],
        })
    }
}

/// An application with an API key that was just created.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationWithKey {
    /// The application.
    #[serde(flatten)]
    pub application: Application,
    /// Its API key, this once.
    pub api_key: RevealedKey,
}

impl Output for ApplicationWithKey {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.application.revision);
    const BEARS_SECRET: bool = true;
}

/// What a repeated request is told that made this API key before.
#[must_use]
pub fn shown_before(application: &ApplicationId, key: &ApiKeyId) -> String {
    format!(
        "This request was carried out before: it made the API key {key} of the application {application}. An API key \
         is shown once, in the first answer. If that did not reach you, create a replacement."
    )
}
