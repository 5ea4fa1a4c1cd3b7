//! Macros for types that are parsed from JSON.

use std::fmt::{self, Display};

use crate::value::brief;

/// Declares a struct parsed from a JSON object with camelCase names.
///
/// Unknown names are refused. A function after `judged by` validates the whole.
macro_rules! object {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)+ } $(judged by $judge:path)?) => {
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $(#[$meta])*
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)+ }

        impl $name {
            /// Takes the members out of a larger object.
            pub(crate) fn take_from(
                members: &mut $crate::json::Members,
                at: &mut $crate::json::Reader,
            ) -> Option<Self> {
                $(let $field = members.take(stringify!($field), at);)+
                let read = Self { $($field: $field?,)+ };
                // A patch is validated on the value that it results in.
                $(let read = if members.is_partial() { read } else { $judge(read, at)? };)?
                Some(read)
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

/// Implements parsing from a JSON string by `FromStr`.
macro_rules! from_text {
    ($($type:ty),+) => {$(
        impl $crate::json::FromJson for $type {
            fn from_json(value: $crate::json::Json, at: &mut $crate::json::Reader) -> Option<Self> {
                at.parse_text(value)
            }
        }
    )+};
}

/// Declares an enumeration whose API names are those of its variants.
macro_rules! names {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $(#[$meta])*
        #[allow(missing_docs, reason = "most names say it")]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Returns the name in the API.
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
                    _ => Err($crate::json::NotOneOf::new(&[$($text),+], text)),
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

/// Text that is not one of the allowed names.
#[derive(Debug)]
pub struct NotOneOf {
    allowed: &'static [&'static str],
    received: String,
}

impl NotOneOf {
    /// Error for `received`, which is not one of `allowed`.
    pub fn new(allowed: &'static [&'static str], received: &str) -> Self {
        Self { allowed, received: brief(received) }
    }
}

impl Display for NotOneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "must be one of {}, not {}", self.allowed.join(", "), self.received)
    }
}

impl std::error::Error for NotOneOf {}
