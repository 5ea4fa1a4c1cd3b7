//! What a record's writing depends on beside the record itself.

use crate::id::{BeneficiaryId, CustomerId, QuoteId};
use crate::time::Timestamp;

/// What must hold of another record of the organization, in the very transaction that writes one.
#[derive(Clone, Copy, Debug)]
pub enum Requirement<'a> {
    /// The quote is open at this time; it is used up by what is written.
    OpenQuote {
        /// Which.
        quote: &'a QuoteId,
        /// When.
        at: Timestamp,
    },
    /// The customer may pay: it is approved, and screening holds none of its payments.
    MayPay(&'a CustomerId),
    /// The customer's beneficiary may be paid, on the same terms.
    MayBePaid(&'a CustomerId, &'a BeneficiaryId),
}

/// A requirement that does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unmet {
    /// What is in the way, in a sentence.
    pub detail: String,
    /// How the other record stands.
    pub is: String,
    /// How it would have to stand.
    pub allowed: &'static str,
}
