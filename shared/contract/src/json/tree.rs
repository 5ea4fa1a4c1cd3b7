//! JSON text as a tree.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::value::brief;

/// JSON text whose objects have unique names, in the order written.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Number
    Number(Numeral),
    /// String, unescaped.
    String(String),
    /// Array
    Array(Vec<Json>),
    /// Object
    Object(Vec<(String, Json)>),
}

/// Number with its original text.
///
/// `serde` reads a number that is not a 64-bit integer as the nearest binary one. Rules on decimal places are checked
/// on the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Numeral {
    value: Number,
    text: Option<Box<str>>,
}

impl Numeral {
    /// Returns the number, rounded if it is not a 64-bit integer.
    pub fn into_value(self) -> Number {
        self.value
    }

    /// Returns the number as written.
    pub fn text(&self) -> Cow<'_, str> {
        self.text.as_deref().map_or_else(|| Cow::Owned(self.value.to_string()), Cow::Borrowed)
    }
}

impl From<Number> for Numeral {
    fn from(value: Number) -> Self {
        Self { value, text: None }
    }
}

/// Numbers of a valid JSON text, in order.
struct Numbers<'a>(&'a str);

impl<'a> Iterator for Numbers<'a> {
    type Item = &'a str;
    fn next(&mut self) -> Option<&'a str> {
        loop {
            let start = self.0.find(|c: char| matches!(c, '"' | '-' | '0'..='9'))?;
            let rest = self.0.get(start..)?;
            if let Some(string) = rest.strip_prefix('"') {
                let mut escaped = false;
                let end = string.find(|c| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                })?;
                self.0 = string.get(end + 1..)?;
                continue;
            }
            let is_part = |c: char| matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E');
            let (number, after) = rest.split_at(rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
            self.0 = after;
            return Some(number);
        }
    }
}

impl Json {
    /// Parses a JSON text.
    ///
    /// # Errors
    /// A parser error if it is not JSON, or an object names a member twice.
    pub(super) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let mut tree: Self = serde_json::from_str(text)?;
        tree.note(&mut Numbers(text));
        Ok(tree)
    }

    /// Stores the text of each number. `serde_json` bounds the depth.
    fn note(&mut self, numbers: &mut Numbers<'_>) {
        match self {
            Self::Number(number) => number.text = numbers.next().map(Box::from),
            Self::Array(items) => items.iter_mut().for_each(|item| item.note(numbers)),
            Self::Object(members) => members.iter_mut().for_each(|(_, member)| member.note(numbers)),
            Self::Null | Self::Bool(_) | Self::String(_) => {}
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Converts the value for `serde`.
    pub fn into_value(self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(number) => Value::Number(number.into_value()),
            Self::String(value) => Value::String(value),
            Self::Array(items) => items.into_iter().map(Self::into_value).collect(),
            Self::Object(members) => {
                Value::Object(members.into_iter().map(|(name, value)| (name, value.into_value())).collect())
            }
        }
    }

    /// Converts `value` for [`FromJson`](super::FromJson).
    pub fn from_value(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(value) => Self::Number(value.into()),
            Value::String(value) => Self::String(value),
            Value::Array(items) => Self::Array(items.into_iter().map(Self::from_value).collect()),
            Value::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, Self::from_value(value))).collect())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Json;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(Number::from(value).into()))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(Number::from(value).into()))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Json, E> {
                Number::from_f64(value)
                    .map(|value| Json::Number(value.into()))
                    .ok_or_else(|| E::custom("number out of range"))
            }
            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::String(value.into()))
            }
            fn visit_string<E>(self, value: String) -> Result<Json, E> {
                Ok(Json::String(value))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut array = Vec::new();
                while let Some(item) = items.next_element()? {
                    array.push(item);
                }
                Ok(Json::Array(array))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
                let mut object: Vec<(String, Json)> = Vec::new();
                let mut names = std::collections::HashSet::new();
                while let Some((name, value)) = members.next_entry::<String, Json>()? {
                    if !names.insert(name.clone()) {
                        return Err(de::Error::custom(format_args!("the name {} occurs twice", brief(&name))));
                    }
                    object.push((name, value));
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(Reading)
    }
}
