//! Parsing of foreign JSON: objects only, each name once.

use contract::json::Json;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;

/// Returns the JSON object in `bytes`; `None` for another value, and for an object that repeats a name.
pub(crate) fn object(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice::<Json>(bytes).ok().map(Json::into_value).filter(Value::is_object)
}

/// Converts `value` to a `T`. Only objects: a derived struct would also accept an array of its fields in order.
pub(crate) fn members<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_object() { serde_json::from_value(value).ok() } else { None }
}

/// Deserializes an `Option` member that may be absent but not `null`; use with `#[serde(default)]`.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
