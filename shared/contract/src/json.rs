//! Reading a JSON body: duplicate names refuse, and every wrong field is reported at once, by its
//! JSON pointer (RFC 6901) and the rule it breaks.
//!
//! `serde` stops at the first error and cannot tell an absent member from a wrong one, so bodies are
//! read into [`Json`] first, and types pick their members from it through [`FromJson`].

use std::fmt::{self, Display, Write as _};
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::problem::FieldError;

/// A JSON text whose objects name each member once, in the order written.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written where it is an integer of 64 bits.
    Number(Number),
    /// A string, unescaped.
    String(String),
    /// An array
    Array(Vec<Json>),
    /// An object
    Object(Vec<(String, Json)>),
}

impl Json {
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The same value for `serde`.
    #[must_use]
    pub fn into_value(self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(value) => Value::Number(value),
            Self::String(value) => Value::String(value),
            Self::Array(items) => items.into_iter().map(Self::into_value).collect(),
            Self::Object(members) => {
                Value::Object(members.into_iter().map(|(name, value)| (name, value.into_value())).collect())
            }
        }
    }

    /// `value` for [`FromJson`].
    #[must_use]
    pub fn from_value(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(value) => Self::Number(value),
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
                Ok(Json::Number(value.into()))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Json, E> {
                Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("number out of range"))
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
                        return Err(de::Error::custom(format_args!("the name {name:?} occurs twice")));
                    }
                    object.push((name, value));
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(Reading)
    }
}

/// Why a body was not accepted.
#[derive(Debug, PartialEq)]
pub enum BodyError {
    /// Not of the form that its media type has, or a name occurs twice; says where.
    Malformed(String),
    /// Readable, but members are missing, unknown or break a rule.
    Invalid(Vec<FieldError>),
    /// Of another media type, or with a file of one, than is taken.
    Unsupported {
        /// What is taken.
        expected: String,
        /// What it is.
        received: String,
    },
    /// More bytes in it than there may be.
    TooLarge {
        /// How many there may be.
        expected: String,
        /// How many there are.
        received: String,
    },
}

/// Reads `bytes` as a `T`.
///
/// # Errors
/// [`BodyError::Malformed`] where it is no JSON, [`BodyError::Invalid`] with every wrong field.
pub fn parse<T: FromJson>(bytes: &[u8]) -> Result<T, BodyError> {
    let tree = serde_json::from_slice(bytes).map_err(|error| BodyError::Malformed(error.to_string()))?;
    from_tree(tree).map_err(BodyError::Invalid)
}

/// Reads an already parsed tree as a `T`.
///
/// # Errors
/// Every wrong field.
pub fn from_tree<T: FromJson>(tree: Json) -> Result<T, Vec<FieldError>> {
    let mut reader = Reader { partial: T::PARTIAL, ..Reader::default() };
    match T::from_json(tree, &mut reader) {
        Some(value) if reader.is_clean() => Ok(value),
        _ => Err(reader.errors),
    }
}

/// Where in the body the reading stands, and what was found wrong so far.
#[derive(Debug, Default)]
pub struct Reader {
    pointer: String,
    errors: Vec<FieldError>,
    /// Absent members at the top are left alone: the body is a patch.
    partial: bool,
}

impl Reader {
    /// Notes that the value here breaks `rule`.
    pub fn refuse(&mut self, rule: impl Display) {
        self.errors.push(FieldError { pointer: self.pointer.clone(), reason: rule.to_string() });
    }

    /// Reads a string and parses it by the type's own rule.
    pub fn parse_text<T: FromStr<Err: Display>>(&mut self, value: Json) -> Option<T> {
        match value {
            Json::String(text) => text.parse().map_err(|error| self.refuse(error)).ok(),
            other => self.wrong_kind("a string", &other),
        }
    }

    /// Notes that the member `name` of the object here breaks `rule`.
    pub(crate) fn refuse_member<T>(&mut self, name: &str, rule: &str) -> Option<T> {
        self.inside(name, |at| at.refuse(rule));
        None
    }

    /// Notes that what lies at `path` below here breaks `rule`.
    pub(crate) fn refuse_inside<T>(&mut self, path: [&str; 2], rule: &str) -> Option<T> {
        let [outer, inner] = path;
        self.inside(outer, |at| at.refuse_member(inner, rule))
    }

    /// Whether nothing was refused yet.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    fn wrong_kind<T>(&mut self, wanted: &str, found: &Json) -> Option<T> {
        self.refuse(format_args!("must be {wanted}, not {}", found.kind()));
        None
    }

    fn inside<T>(&mut self, token: impl Display, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        // RFC 6901, section 3: `~` and `/` are escaped. Writing to a String cannot fail.
        let _ = write!(self.pointer, "/{}", token.to_string().replace('~', "~0").replace('/', "~1"));
        let value = read(self);
        self.pointer.truncate(length);
        value
    }
}

/// A type that is read from JSON.
pub trait FromJson: Sized {
    /// Whether members may be left out at the top, as in a patch.
    const PARTIAL: bool = false;

    /// The value, or `None` after at least one [`Reader::refuse`].
    fn from_json(value: Json, at: &mut Reader) -> Option<Self>;

    /// The value of an absent member; `None` where the member is required.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Null => Some(None),
            value => T::from_json(value, at).map(Some),
        }
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// A member of a patch: absent, or a value, and never `null`.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Given<T>(Option<T>);

impl<T> Given<T> {
    /// The value, where there is one.
    #[must_use]
    pub fn into_option(self) -> Option<T> {
        self.0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: FromJson> FromJson for Given<T> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        T::from_json(value, at).map(|value| Self(Some(value)))
    }
    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Given<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Array(items) => {
                // Every item is read, so that every wrong one is reported.
                let read: Vec<Option<T>> = items
                    .into_iter()
                    .enumerate()
                    .map(|(index, item)| at.inside(index, |at| T::from_json(item, at)))
                    .collect();
                read.into_iter().collect()
            }
            other => at.wrong_kind("an array", &other),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Bool(value) => Some(value),
            other => at.wrong_kind("a boolean", &other),
        }
    }
}

impl FromJson for Number {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Number(value) => Some(value),
            other => at.wrong_kind("a number", &other),
        }
    }
}

/// A route without a body: anything sent is refused.
impl FromJson for () {
    fn from_json(_: Json, at: &mut Reader) -> Option<Self> {
        at.refuse("this route takes no body");
        None
    }
    fn absent() -> Option<Self> {
        Some(())
    }
}

/// Changes to a `T` as a JSON merge patch (RFC 7396): a member replaces the one of that name, `null` removes it, what is
/// absent stays. Lists are replaced whole. What it makes is judged as a whole `T`.
#[derive(Clone, Debug)]
pub struct MergePatch<T> {
    changes: Vec<(String, Json)>,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T: FromJson + serde::Serialize> MergePatch<T> {
    /// The value after the change.
    ///
    /// # Errors
    /// What of the result breaks a rule.
    pub fn apply(&self, value: &T) -> Result<T, Vec<FieldError>> {
        let Ok(Json::Object(mut members)) = serde_json::to_value(value).map(Json::from_value) else {
            return Err(Vec::new());
        };
        for (name, change) in &self.changes {
            members.retain(|(present, _)| present != name);
            members.push((name.clone(), change.clone()));
        }
        from_tree(Json::Object(members))
    }
}

impl<T: FromJson> FromJson for MergePatch<T> {
    const PARTIAL: bool = true;

    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let kept = value.clone();
        // Without a required member it is no whole `T`: what counts is whether a member was refused.
        let _ = T::from_json(value, at);
        match kept {
            Json::Object(changes) if at.is_clean() => Some(Self { changes, of: std::marker::PhantomData }),
            _ => None,
        }
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for MergePatch<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Patch", T::schema_name().trim_end_matches("Profile")).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = T::json_schema(generator);
        schema.remove("required");
        // The example of a patch has a few members: `xtask::gen` makes it.
        schema.insert("x-example".to_owned(), "part".into());
        schema
    }
}

/// The members of one object, taken one by one.
pub struct Members {
    rest: Vec<(String, Json)>,
    partial: bool,
}

impl Members {
    /// Opens `value`; `None`, noted, where it is no object.
    pub fn open(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            // A patch is partial at its top only: the objects in it are whole.
            Json::Object(rest) => Some(Self { rest, partial: std::mem::take(&mut at.partial) }),
            other => at.wrong_kind("an object", &other),
        }
    }

    /// Takes the member whose name is the camelCase of `field`.
    pub fn take<T: FromJson>(&mut self, field: &str, at: &mut Reader) -> Option<T> {
        let name = camel_case(field);
        match self.rest.iter().position(|(found, _)| *found == name) {
            Some(index) => {
                let (name, value) = self.rest.swap_remove(index);
                at.inside(name, |at| T::from_json(value, at))
            }
            None => T::absent().or_else(|| {
                if !self.partial {
                    at.inside(name, |at| at.refuse("is required"));
                }
                None
            }),
        }
    }

    /// Refuses what was not taken.
    pub fn close(mut self, at: &mut Reader) {
        self.rest.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, _) in self.rest {
            at.inside(name, |at| at.refuse("is not a known field"));
        }
    }
}

fn camel_case(field: &str) -> String {
    // A field whose name is a word of Rust's.
    let field = field.strip_prefix("r#").unwrap_or(field);
    let mut name = String::with_capacity(field.len());
    let mut upper = false;
    for character in field.chars() {
        match character {
            '_' => upper = true,
            c if upper => {
                name.push(c.to_ascii_uppercase());
                upper = false;
            }
            c => name.push(c),
        }
    }
    name
}

/// Declares a struct that is read from a JSON object with camelCase names; unknown names are refused.
macro_rules! object {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)+ }) => {
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $(#[$meta])*
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)+ }

        impl $name {
            /// Takes its members out of a larger object.
            pub(crate) fn take_from(
                members: &mut $crate::json::Members,
                at: &mut $crate::json::Reader,
            ) -> Option<Self> {
                $(let $field = members.take(stringify!($field), at);)+
                Some(Self { $($field: $field?,)+ })
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(value: $crate::json::Json, at: &mut $crate::json::Reader) -> Option<Self> {
                let mut members = $crate::json::Members::open(value, at)?;
                let read = Self::take_from(&mut members, at);
                members.close(at);
                read
            }
        }
    };
}

/// Reads a type from a JSON string by its `FromStr`.
macro_rules! from_text {
    ($($type:ty),+) => {$(
        impl $crate::json::FromJson for $type {
            fn from_json(value: $crate::json::Json, at: &mut $crate::json::Reader) -> Option<Self> {
                at.parse_text(value)
            }
        }
    )+};
}

/// Declares an enumeration whose names on the wire are those of its variants.
macro_rules! names {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $(#[$meta])*
        #[allow(missing_docs, reason = "most names say it")]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// The name as the API writes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> Self {
                value.name()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::json::NotOneOf;
            fn from_str(text: &str) -> Result<Self, $crate::json::NotOneOf> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::json::NotOneOf(&[$($text),+])),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        $crate::json::from_text!($name);
    };
}

pub(crate) use {from_text, names, object};

/// A text that is none of the names allowed.
#[derive(Debug)]
pub struct NotOneOf(pub &'static [&'static str]);

impl Display for NotOneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "must be one of {}", self.0.join(", "))
    }
}

impl std::error::Error for NotOneOf {}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro declares public types")]
mod tests {
    use super::*;

    object! {
        /// A thing
        pub struct Thing {
            /// needed
            pub first_name: String,
            /// not needed
            pub is_big: Option<bool>,
            /// more
            pub parts: Option<Vec<Thing>>,
        }
    }
    from_text!(String);

    fn wrong(text: &str) -> Vec<(String, String)> {
        match parse::<Thing>(text.as_bytes()) {
            Err(BodyError::Invalid(errors)) => errors.into_iter().map(|e| (e.pointer, e.reason)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_wrong_field_is_reported_by_its_pointer() {
        let found = wrong(r#"{"isBig":1,"a/b~":0,"parts":[{"firstName":"x"},{"firstName":null}]}"#);
        let expected = [
            ("/firstName", "is required"),
            ("/isBig", "must be a boolean, not a number"),
            ("/parts/1/firstName", "must be a string, not null"),
            ("/a~1b~0", "is not a known field"),
        ];
        assert_eq!(found, expected.map(|(p, r)| (p.to_owned(), r.to_owned())));
        assert_eq!(wrong("[]"), [(String::new(), "must be an object, not an array".to_owned())]);
    }

    #[test]
    fn a_name_twice_is_malformed_however_it_is_written() {
        for text in [
            r#"{"firstName":"a","firstName":"b"}"#,
            r#"{"firstName":"a","\u0066irstName":"b"}"#,
            r#"{"firstName":"a","parts":[{"x":{"y":1,"y":2}}]}"#,
            "{",
            "",
            "{} {}",
            "\u{feff}{}",
        ] {
            assert!(matches!(parse::<Thing>(text.as_bytes()), Err(BodyError::Malformed(_))), "{text}");
        }
    }

    #[test]
    fn serde_writes_the_names_that_are_read() {
        let text = br#"{"firstName":"x","isBig":true,"parts":[]}"#;
        let thing: Thing = parse(text).unwrap();
        assert_eq!(serde_json::to_vec(&thing).unwrap(), text);
    }
}
