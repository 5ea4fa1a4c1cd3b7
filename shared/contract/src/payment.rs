//! Payments of customers to their beneficiaries, at the price of a quote.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::CurrencyCode;
use crate::document::MAX_ATTACHED;
use crate::id::{BeneficiaryId, CustomerId, DocumentId, OrganizationId, PaymentId, QuoteId};
use crate::json::{FromJson, Json, Members, MergePatch, Reader, list_query, names, object};
use crate::member::UserId;
use crate::money::Amount;
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::{List, OneLine, Text};

names! {
    /// Status of a payment.
    pub enum PaymentStatus {
        PendingReview = "PENDING_REVIEW",
        CorrectionNeeded = "CORRECTION_NEEDED",
        Approved = "APPROVED",
        Processing = "PROCESSING",
        /// Final: the money arrived.
        Completed = "COMPLETED",
        /// Final: the money will not arrive.
        Failed = "FAILED",
        /// Final: the partner cancelled it before approval.
        Cancelled = "CANCELLED",
    }
}

names! {
    /// Decision on a payment.
    pub enum PaymentDecision {
        Approve = "APPROVE",
        /// Asks the partner for a correction. The payment is reviewed again.
        RequestCorrection = "REQUEST_CORRECTION",
        /// Marks the money as sent.
        Process = "PROCESS",
        /// Marks the money as arrived.
        Complete = "COMPLETE",
        /// Marks the payment as failed: the money will not arrive.
        Fail = "FAIL",
    }
}

object! {
    /// Details of a payment, without its price.
    pub struct PaymentProfile {
        /// Purpose of the payment.
        #[schemars(example = &"Invoice for components, May")]
        pub purpose: OneLine<1, 200>,
    } optional {
        /// Your own reference for the payment.
        #[schemars(example = &"PO-2026-0417")]
        pub internal_reference: OneLine<1, 100>,
        /// Number of the paid invoice.
        #[schemars(example = &"INV-88213")]
        pub invoice_number: OneLine<1, 100>,
        /// Documents that prove the purpose.
        pub document_ids: List<DocumentId, 0, MAX_ATTACHED>,
    }
}

/// Request body that creates a payment from a quote. The quote is used up.
#[derive(Clone, Debug, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewPayment {
    /// Quote to use. It must be unexpired and unused, and sets the parties and the amount.
    pub quote_id: QuoteId,
    /// Details of the payment.
    #[schemars(flatten)]
    pub profile: PaymentProfile,
}

impl FromJson for NewPayment {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let mut members = Members::open(value, at)?;
        let quote_id = members.take("quote_id", at);
        let profile = PaymentProfile::take_from(&mut members, at);
        members.close(at);
        Some(Self { quote_id: quote_id?, profile: profile? })
    }
}

/// Changes to a payment's details and price.
#[derive(Clone, Debug)]
pub struct PaymentPatch {
    /// Another quote for the same customer and beneficiary. The payment uses it up.
    pub quote_id: Option<QuoteId>,
    /// Changes to the details.
    pub profile: MergePatch<PaymentProfile>,
}

impl FromJson for PaymentPatch {
    const PARTIAL: bool = true;

    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let Json::Object(members) = value else {
            return MergePatch::from_json(value, at).map(|profile| Self { quote_id: None, profile });
        };
        let (quote, stated): (Vec<_>, Vec<_>) = members.into_iter().partition(|(name, _)| name == QUOTE_ID);
        let quote = quote.into_iter().next();
        let quote_id = quote.map(|(name, value)| at.inside(name, |at| QuoteId::from_json(value, at)));
        let profile = MergePatch::from_json(Json::Object(stated), at);
        Some(Self { quote_id: quote_id.map_or(Some(None), |read| read.map(Some))?, profile: profile? })
    }
}

impl JsonSchema for PaymentPatch {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        MergePatch::<PaymentProfile>::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut quote = schemars::json_schema!({
            "description": "Another quote for the same customer and beneficiary. The payment uses it up. \
                            Required after `priceValidUntil`.",
            "x-example": false,
        });
        quote.insert("$ref".to_owned(), generator.subschema_for::<QuoteId>().get("$ref").cloned().unwrap_or_default());
        let mut schema = MergePatch::<PaymentProfile>::json_schema(generator);
        if let Some(serde_json::Value::Object(properties)) = schema.get_mut("properties") {
            properties.insert(QUOTE_ID.to_owned(), quote.into());
        }
        schema
    }
}

const QUOTE_ID: &str = "quoteId";

object! {
    /// Request body that decides on a payment.
    pub struct PaymentReview {
        /// Decision.
        pub decision: PaymentDecision,
        /// Reason for the decision. The partner reads it in the activity log.
        #[schemars(example = &"The invoice fits the customer's business.")]
        pub note: Text<1, 2000>,
    }
}

/// Payment of a customer to a beneficiary.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// Payment id.
    pub id: PaymentId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Quote that the payment used up.
    pub quote_id: QuoteId,
    /// Customer that pays.
    pub customer_id: CustomerId,
    /// Beneficiary that is paid.
    pub beneficiary_id: BeneficiaryId,
    /// Amount that the customer pays, with the fee.
    pub amount: Amount,
    /// Currency of `amount`.
    pub currency_code: CurrencyCode,
    /// Amount that the beneficiary receives.
    pub total_target: Amount,
    /// Currency of `totalTarget`.
    pub target_currency_code: CurrencyCode,
    /// `paymentDetailsRevision` of the customer at the time of the quote.
    #[serde(default)]
    #[schemars(example = 1)]
    pub customer_revision: u64,
    /// `paymentDetailsRevision` of the beneficiary at the time of the quote.
    #[serde(default)]
    #[schemars(example = 1)]
    pub beneficiary_revision: u64,
    /// Latest time of approval at this price. A later approval needs a new quote.
    #[schemars(example = &"2026-04-02T09:30:00.000Z")]
    pub price_valid_until: Timestamp,
    /// Admin who approved the payment.
    #[schemars(extend("x-example" = false))]
    pub approved_by: Option<UserId>,
    /// Details of the payment.
    #[serde(flatten)]
    pub profile: PaymentProfile,
    /// Status of the payment.
    pub status: PaymentStatus,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of the last change.
    pub updated_at: Timestamp,
    /// Number of changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Output for Payment {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

list_query! {
    /// Filters of a list of payments.
    pub struct PaymentQuery {
        /// Status to filter by.
        pub status: Option<PaymentStatus>,
        /// Customer to filter by.
        pub customer_id: Option<CustomerId>,
    }
}
