//! Ids: a prefix for the kind, `_`, and 22 base62 digits.
//!
//! The digits are a 128-bit number whose upper 48 bits are the millisecond of creation, so ids sort by age.

use std::fmt;
use std::str::FromStr;

use crate::base62;
use crate::json::schema;
use crate::value::text_type;

/// Digits after the prefix.
pub const WIDTH: usize = 22;

/// Input of a new id, from the caller's clock and random source.
#[derive(Clone, Copy, Debug)]
pub struct IdSeed {
    /// Milliseconds since the Unix epoch.
    pub millis: u64,
    /// 80 random bits; higher bits are ignored.
    pub random: u128,
}

impl IdSeed {
    fn number(self) -> u128 {
        (u128::from(self.millis) << 80) | (self.random & ((1 << 80) - 1))
    }
}

/// Text that is not an id of this kind.
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
            /// Prefix of all ids of this kind, before the `_`.
            pub const PREFIX: &'static str = $prefix;

            /// Creates an id.
            pub fn new(seed: IdSeed) -> Self {
                Self::from_body(&base62::encode(seed.number(), WIDTH))
            }

            fn from_body(body: &str) -> Self {
                Self([concat!($prefix, "_"), body].concat().into())
            }

            /// Returns the 22 digits after the prefix.
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

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        text_type!($name);
        schema!($name, {
            "type": "string",
            "description": $doc.trim_start(),
            "pattern": concat!("^", $prefix, "_[0-9A-Za-z]{22}$"),
            "examples": [concat!($prefix, "_0HqYx3vQm6h2nXcYt8Wd1e")],
        });
    )+};
}

ids! {
    /// Partner organization.
    OrganizationId = "org";
    /// API application.
    ApplicationId = "app";
    /// Customer of a partner.
    CustomerId = "cus";
    /// Beneficiary of a customer.
    BeneficiaryId = "ben";
    /// Uploaded document.
    DocumentId = "doc";
    /// Payment.
    PaymentId = "pay";
    /// Quote: the price of a payment.
    QuoteId = "quo";
    /// Rate table.
    RateTableId = "rat";
    /// Support ticket.
    TicketId = "tic";
    /// Message of a support ticket.
    MessageId = "msg";
    /// Entry of an activity log.
    ActivityId = "act";
    /// Entry of the audit history.
    AuditId = "aud";
    /// Match between a subject and an entry of the watch list.
    MatchId = "mat";
    /// Decision on a match.
    DispositionId = "dis";
}

impl AuditId {
    /// Returns the smallest id that an entry of this time can have.
    pub fn first_at(at: crate::time::Timestamp) -> Self {
        Self::new(IdSeed { millis: u64::try_from(at.millis()).unwrap_or_default(), random: 0 })
    }
}

impl ApplicationId {
    /// Returns the id with the 22 digits from an API key; `None` if they are not such digits.
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
    fn another_kind_or_form_is_refused() {
        for text in
            ["", "cus_", "app_0000000000000000000000", "cus_000000000000000000000-", "cus_zzzzzzzzzzzzzzzzzzzzzz"]
        {
            assert!(text.parse::<CustomerId>().is_err(), "{text}");
        }
    }
}
