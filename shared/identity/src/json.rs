//! Reading what others wrote: objects only, each name once.

use contract::json::Json;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;

/// The JSON object in `bytes`; `None` where it is something else, or any object in it has a name twice.
pub(crate) fn object(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice::<Json>(bytes).ok().map(Json::into_value).filter(Value::is_object)
}

/// `value` as a `T`. Only objects: a derived struct would also accept an array of its fields in order.
pub(crate) fn members<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_object() { serde_json::from_value(value).ok() } else { None }
}

/// For `Option` members that may be absent but not `null`; use with `#[serde(default)]`.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
