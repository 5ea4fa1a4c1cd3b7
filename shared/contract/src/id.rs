//! Ids: a prefix that names the kind, `_`, and 22 base62 digits of a 128-bit number whose upper
//! 48 bits are the millisecond of its making, so that ids sort by age.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base62;
use crate::json::{FromJson, Json, Reader};

/// Digits behind the prefix.
pub const WIDTH: usize = 22;

/// What an id is made of, supplied by the caller's clock and random source.
#[derive(Clone, Copy, Debug)]
pub struct IdSeed {
    /// Milliseconds since the Unix epoch.
    pub millis: u64,
    /// 80 random bits; higher ones are ignored.
    pub random: u128,
}

impl IdSeed {
    fn number(self) -> u128 {
        (u128::from(self.millis) << 80) | (self.random & ((1 << 80) - 1))
    }
}

/// The text is not an id of this kind.
#[derive(Debug, thiserror::Error)]
#[error("must be {prefix}_ and 22 letters and digits")]
pub struct InvalidId {
    prefix: &'static str,
}

fn is_body(body: &str) -> bool {
    body.len() == WIDTH && base62::decode(body).is_some()
}

macro_rules! ids {
    ($(#[doc = $doc:literal] $name:ident = $prefix:literal;)+) => {$(
        #[doc = $doc]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// What every id of this kind starts with, before the `_`.
            pub const PREFIX: &'static str = $prefix;

            /// A new id.
            #[must_use]
            pub fn new(seed: IdSeed) -> Self {
                Self::from_body(&base62::encode(seed.number(), WIDTH))
            }

            fn from_body(body: &str) -> Self {
                Self([concat!($prefix, "_"), body].concat().into())
            }

            /// The id as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The 22 digits behind the prefix.
            #[must_use]
            pub fn body(&self) -> &str {
                self.0.get(Self::PREFIX.len() + 1..).unwrap_or_default()
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|body| is_body(body))
                    .map(|body| Self::from_body(body))
                    .ok_or(InvalidId { prefix: $prefix })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl FromJson for $name {
            fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
                at.parse_text(value)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "description": $doc.trim_start(),
                    "pattern": concat!("^", $prefix, "_[0-9A-Za-z]{22}$"),
                    "examples": [concat!($prefix, "_0HqYx3vQm6h2nXcYt8Wd1e")],
                })
            }
        }
    )+};
}

ids! {
    /// A partner organization.
    OrganizationId = "org";
    /// An API application.
    ApplicationId = "app";
    /// A customer of a partner.
    CustomerId = "cus";
    /// Whom a customer pays.
    BeneficiaryId = "ben";
    /// An uploaded document.
    DocumentId = "doc";
    /// A payment.
    PaymentId = "pay";
    /// What a payment would cost.
    QuoteId = "quo";
    /// A table of rates.
    RateTableId = "rat";
    /// A support ticket.
    TicketId = "tic";
    /// A message of a support ticket.
    MessageId = "msg";
    /// One line of an activity log.
    ActivityId = "act";
    /// One entry of the audit history.
    AuditId = "aud";
    /// An entry of the watch list that a subject is alike.
    MatchId = "mat";
    /// A decision on a match.
    DispositionId = "dis";
}

impl AuditId {
    /// The least id that an entry of this time can have.
    #[must_use]
    pub fn least_of(at: crate::time::Timestamp) -> Self {
        Self::new(IdSeed { millis: u64::try_from(at.millis()).unwrap_or_default(), random: 0 })
    }
}

impl ApplicationId {
    /// The id whose 22 digits an API key carries; `None` where they are no such digits.
    #[must_use]
    pub fn from_key_part(body: &str) -> Option<Self> {
        is_body(body).then(|| Self::from_body(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(millis: u64, random: u128) -> IdSeed {
        IdSeed { millis, random }
    }

    #[test]
    fn ids_sort_by_age_and_parse_back() {
        let old = CustomerId::new(seed(1, u128::MAX));
        let new = CustomerId::new(seed(2, 0));
        assert!(old < new);
        assert_eq!(old.as_str().parse::<CustomerId>().unwrap(), old);
    }

    #[test]
    fn another_kind_or_form_is_no_id() {
        for text in
            ["", "cus_", "app_0000000000000000000000", "cus_000000000000000000000-", "cus_zzzzzzzzzzzzzzzzzzzzzz"]
        {
            assert!(text.parse::<CustomerId>().is_err(), "{text}");
        }
    }
}
