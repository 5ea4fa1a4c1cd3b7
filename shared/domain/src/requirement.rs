//! Requirements on other items for writing a record.

use contract::beneficiary::BeneficiaryStatus;
use contract::customer::CustomerStatus;
use contract::id::{BeneficiaryId, CustomerId, OrganizationId, QuoteId};
use contract::member::UserId;
use contract::time::Timestamp;

/// Days for which a credential's maker cannot decide the organization's payments.
pub const CREDENTIAL_DAYS: i64 = 7;

/// Condition on another item, checked in the transaction that writes a record.
#[derive(Clone, Debug)]
pub enum Requirement {
    /// Open quote, which the record then uses.
    OpenQuote {
        /// Quote of the record's organization.
        quote: QuoteId,
        /// Time of the check.
        at: Timestamp,
    },
    /// Customer that may pay: in one of `statuses`, not held by screening, and unchanged since pricing.
    MayPay {
        /// Customer of the record's organization.
        customer: CustomerId,
        /// Statuses that allow it.
        statuses: &'static [CustomerStatus],
        /// `paymentDetailsRevision` at pricing.
        details: u64,
    },
    /// Beneficiary that may be paid, on the same terms.
    MayBePaid {
        /// Customer of the record's organization.
        customer: CustomerId,
        /// Statuses that allow it.
        statuses: &'static [BeneficiaryStatus],
        /// Beneficiary of the customer.
        beneficiary: BeneficiaryId,
        /// `paymentDetailsRevision` at pricing.
        details: u64,
    },
    /// Person who made no credential of the organization since `since`.
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
    /// Another record is not in the required state.
    State {
        /// Obstacle, then the next step.
        detail: String,
        /// State of the other record.
        is: String,
        /// Required state.
        allowed: String,
    },
    /// Another person must decide.
    Person {
        /// Reason, then the next step.
        detail: String,
    },
}
