//! Requirements on other items for writing a record.

use contract::id::{BeneficiaryId, CustomerId, OrganizationId, QuoteId};
use contract::member::UserId;
use contract::time::Timestamp;

/// Days for which the maker of an organization's credential decides none of its payments.
pub const CREDENTIAL_DAYS: i64 = 7;

/// Condition on another item, checked in the transaction that writes a record.
#[derive(Clone, Debug)]
pub enum Requirement {
    /// The quote is open at this time; the record uses it up.
    OpenQuote {
        /// Quote of the record's organization.
        quote: QuoteId,
        /// Time at which it must be open.
        at: Timestamp,
    },
    /// The customer may pay: approved, not held by screening, and unchanged since the price was made.
    MayPay {
        /// Customer of the record's organization.
        customer: CustomerId,
        /// Its `paymentDetailsRevision` at that time.
        details: u64,
    },
    /// The customer's beneficiary may be paid, on the same terms.
    MayBePaid {
        /// Customer of the record's organization.
        customer: CustomerId,
        /// Its beneficiary.
        beneficiary: BeneficiaryId,
        /// Its `paymentDetailsRevision` at that time.
        details: u64,
    },
    /// The person made no credential of the organization since `since`.
    MadeNoCredential {
        /// Organization of the record.
        organization: OrganizationId,
        /// Person who decides.
        by: UserId,
        /// Start of the period.
        since: Timestamp,
    },
}

/// Failed requirement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unmet {
    /// Another record is not in the state that this one depends on.
    State {
        /// One sentence: the obstacle, then the next step.
        detail: String,
        /// State of the other record.
        is: String,
        /// State that is required.
        allowed: &'static str,
    },
    /// The person may not decide this.
    Person {
        /// One sentence: the reason, then the next step.
        detail: String,
    },
}
