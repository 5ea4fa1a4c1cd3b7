//! Members of a token's JSON objects, each name once (RFC 7519, 4).

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use contract::code::Code;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::refusal::Refusal;
use crate::token::malformed;

/// Longest part of a value that a refusal repeats, in characters.
const DESCRIBED: usize = 200;

/// Parsing mode of a member's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// Only checked for duplicate names.
    Nothing,
    /// Kept, with the first level of an array or object.
    Value,
    /// Kept as written if it is a number. A float would round it.
    Number,
}

/// A member's value, as far as tokens need it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Text(Cow<'a, str>),
    /// A number's JSON text.
    Number(&'a str),
    Array(Vec<Value<'a>>),
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
    /// Any other type: its name with an article.
    Other(&'static str),
}

impl Value<'_> {
    pub(crate) fn is_text(&self, expected: &str) -> bool {
        matches!(self, Value::Text(text) if text == expected)
    }

    /// Name of the type, with its article.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Value::Text(_) => "a string",
            Value::Number(_) => "a number",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
            Value::Other(kind) => kind,
        }
    }

    /// Returns the start of a string or number, or the type's name.
    pub(crate) fn describe(&self) -> String {
        match self {
            Value::Text(text) => text.chars().take(DESCRIBED).collect(),
            Value::Number(text) => text.chars().take(DESCRIBED).collect(),
            other => other.kind().to_owned(),
        }
    }
}

/// Outcome of assigning a member to its field.
pub(crate) enum Member {
    /// Field that was empty.
    Kept,
    /// Field that was already set.
    Repeated,
    /// No field of this name.
    Unknown,
}

impl Member {
    pub(crate) fn keep<'a>(place: &mut Option<Value<'a>>, value: Value<'a>) -> Self {
        match place.replace(value) {
            None => Self::Kept,
            Some(_) => Self::Repeated,
        }
    }
}

/// Parses a JSON object member by member. `read` returns the mode for each name.
///
/// # Errors
/// `token_duplicate_name` if a name occurs twice in the object or in any nested object; `token_malformed`.
pub(crate) fn read_object<'a>(
    json: &'a [u8],
    part: &'static str,
    read: fn(&str) -> Read,
    member: impl FnMut(&str, Value<'a>) -> Member,
) -> Result<(), Refusal> {
    // Checking all of it at once takes less time than each string by itself.
    let json = std::str::from_utf8(json)
        .map_err(|_| malformed(format!("the token's {part} must be a JSON object, in UTF-8")))?;
    let duplicate = Cell::new(false);
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let top = Top { read, member, duplicate: &duplicate };
    match deserializer.deserialize_map(top).and_then(|()| deserializer.end()) {
        Ok(()) => Ok(()),
        Err(_) if duplicate.get() => Err(Refusal::new(Code::TokenDuplicateName).received(part)),
        // A message of this category names a position and no content.
        Err(error) if matches!(error.classify(), Category::Syntax | Category::Eof) => {
            Err(malformed(format!("the token's {part} must be a JSON object: {error}")))
        }
        Err(_) => Err(malformed(format!("the token's {part} must be a JSON object"))),
    }
}

struct Top<'c, F> {
    read: fn(&str) -> Read,
    member: F,
    duplicate: &'c Cell<bool>,
}

impl<'de, F: FnMut(&str, Value<'de>) -> Member> Visitor<'de> for Top<'_, F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut names = Names::new(self.duplicate);
        while let Some(name) = map.next_key_seed(Name)? {
            let read = (self.read)(&name);
            let seed = Seed { keep: read != Read::Nothing, duplicate: self.duplicate };
            let value = match read {
                Read::Number => number(map.next_value()?, seed)?,
                Read::Value | Read::Nothing => map.next_value_seed(seed)?,
            };
            match (self.member)(&name, value) {
                Member::Kept => {}
                Member::Repeated => return Err(names.repeated()),
                Member::Unknown => names.add(name)?,
            }
        }
        Ok(())
    }
}

/// Number as written, or any other value.
fn number<'de, E: de::Error>(raw: &'de RawValue, seed: Seed<'_>) -> Result<Value<'de>, E> {
    let text = raw.get();
    if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Ok(Value::Number(text));
    }
    // The syntax was checked. Only a duplicate name, which `seed` records, or too deep nesting can fail.
    let mut deserializer = serde_json::Deserializer::from_str(text);
    seed.deserialize(&mut deserializer).map_err(E::custom)
}

/// Names without a field that occurred in an object so far. They are few: a scan beats a hash.
struct Names<'de, 'c> {
    seen: Vec<Cow<'de, str>>,
    duplicate: &'c Cell<bool>,
}

impl<'de, 'c> Names<'de, 'c> {
    const fn new(duplicate: &'c Cell<bool>) -> Self {
        Self { seen: Vec::new(), duplicate }
    }

    fn add<E: de::Error>(&mut self, name: Cow<'de, str>) -> Result<(), E> {
        if self.seen.contains(&name) {
            return Err(self.repeated());
        }
        self.seen.push(name);
        Ok(())
    }

    fn repeated<E: de::Error>(&self) -> E {
        self.duplicate.set(true);
        E::custom("duplicate name")
    }
}

/// String, borrowed from the input unless it has an escape.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }
    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[derive(Clone, Copy)]
struct Seed<'c> {
    /// True if the contents of an array or object are kept.
    keep: bool,
    duplicate: &'c Cell<bool>,
}

impl Seed<'_> {
    /// Returns the seed of nested values, whose contents are not kept.
    const fn within(self) -> Self {
        Self { keep: false, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Other("null"))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Other("a boolean"))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Value<'de>, E> {
        Ok(Value::Other("a number"))
    }
    fn visit_u64<E>(self, _: u64) -> Result<Value<'de>, E> {
        Ok(Value::Other("a number"))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Value<'de>, E> {
        Ok(Value::Other("a number"))
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'de>, A::Error> {
        let mut kept = Vec::new();
        while let Some(item) = items.next_element_seed(self.within())? {
            if self.keep {
                kept.push(item);
            }
        }
        Ok(Value::Array(kept))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut names = Names::new(self.duplicate);
        let mut kept = Vec::new();
        while let Some(name) = map.next_key_seed(Name)? {
            names.add(name.clone())?;
            let value = map.next_value_seed(self.within())?;
            if self.keep {
                kept.push((name, value));
            }
        }
        Ok(Value::Object(kept))
    }
}
