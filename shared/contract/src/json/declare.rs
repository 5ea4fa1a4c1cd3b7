//! Macros for types that are parsed from JSON.

use crate::value::brief;

/// Declares a struct parsed from a JSON object with camelCase names.
///
/// Unknown names are refused. Members after `optional` are `Option`s, and their JSON omits `None`. A function after
/// `judged by` validates the whole.
macro_rules! object {
    (
        $(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)+ }
        $(optional { $($(#[$optional_meta:meta])* pub $optional:ident: $optional_type:ty,)+ })?
        $(judged by $judge:path)?
    ) => {
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $(#[$meta])*
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
            $($(
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $(#[$optional_meta])*
                pub $optional: Option<$optional_type>,
            )+)?
        }

        impl $name {
            /// Takes the members out of a larger object.
            pub(crate) fn take_from(
                members: &mut $crate::json::Members,
                at: &mut $crate::json::Reader,
            ) -> Option<Self> {
                $(let $field = members.take(stringify!($field), at);)+
                $($(let $optional = members.take(stringify!($optional), at);)+)?
                let read = Self { $($field: $field?,)+ $($($optional: $optional?,)+)? };
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

/// Declares the query of a list: filters, then the place in the list.
macro_rules! list_query {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }) => {
        $crate::json::object! {
            $(#[$meta])*
            pub struct $name {
                $($(#[$field_meta])* pub $field: $type,)*
                /// `nextCursor` of the previous page. Omit it for the first page.
                pub cursor: Option<$crate::page::Position>,
                /// Most records on a page: 1 to 100, 20 by default. A page has fewer if its answer would exceed 4 MB.
                pub limit: Option<$crate::page::Limit>,
            }
        }
    };
}

/// Implements `JsonSchema` with a schema that needs no other. After `inline` it is repeated at each use.
macro_rules! schema {
    (inline $name:ident $(<$(const $parameter:ident: $type:ty),+>)?, $schema:tt) => {
        $crate::json::schema!(@$name $(<$(const $parameter: $type),+>)?, true, $schema);
    };
    ($name:ident, $schema:tt) => {
        $crate::json::schema!(@$name, false, $schema);
    };
    (@$name:ident $(<$(const $parameter:ident: $type:ty),+>)?, $inline:literal, $schema:tt) => {
        impl $(<$(const $parameter: $type),+>)? schemars::JsonSchema for $name $(<$($parameter),+>)? {
            fn inline_schema() -> bool {
                $inline
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}

/// Implements `Deserialize` by `FromStr`.
macro_rules! deserialize_text {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Declares an enumeration with a name for each variant.
macro_rules! named {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        $(#[$meta])*
        #[allow(missing_docs, reason = "most names say it")]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ }

        impl $name {
            /// All variants, in the order of the declaration.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$variant),+];

            /// Returns the name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

/// Declares an enumeration that is parsed from its names and written with them.
macro_rules! names {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $crate::json::named! {
            #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
            $(#[$meta])*
            pub enum $name { $($(#[$variant_meta])* #[serde(rename = $text)] $variant = $text,)+ }
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

        $crate::json::from_text!($name);
    };
}

pub(crate) use {deserialize_text, from_text, list_query, named, names, object, schema};

/// Text that is not one of the allowed names.
#[derive(Debug, thiserror::Error)]
#[error("must be one of {}, not {received}", .allowed.join(", "))]
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
