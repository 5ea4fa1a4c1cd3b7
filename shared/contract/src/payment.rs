//! Payments: what a customer pays to one of its beneficiaries, as a quote priced it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::CurrencyCode;
use crate::document::MAX_ATTACHED;
use crate::id::{BeneficiaryId, CustomerId, DocumentId, OrganizationId, PaymentId, QuoteId};
use crate::json::{FromJson, Json, Members, MergePatch, Reader, names, object};
use crate::member::UserId;
use crate::money::Amount;
use crate::page::{Limit, Position};
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::{List, OneLine, Text};

names! {
    /// Where a payment stands.
    pub enum PaymentStatus {
        PendingReview = "PENDING_REVIEW",
        CorrectionNeeded = "CORRECTION_NEEDED",
        Approved = "APPROVED",
        Processing = "PROCESSING",
        /// Final.
        Completed = "COMPLETED",
        /// Final.
        Failed = "FAILED",
        /// Final: the partner took it back before it was approved.
        Cancelled = "CANCELLED",
    }
}

names! {
    /// What is decided of a payment.
    pub enum PaymentDecision {
        Approve = "APPROVE",
        /// The partner is to correct it, and it is reviewed again.
        RequestCorrection = "REQUEST_CORRECTION",
        /// The money is on its way from now on.
        Process = "PROCESS",
        /// The money arrived.
        Complete = "COMPLETE",
        /// The money will not arrive.
        Fail = "FAIL",
    }
}

object! {
    /// What a partner states of a payment beside its price.
    pub struct PaymentProfile {
        /// What it is for.
        #[schemars(example = &"Invoice for components, May")]
        pub purpose: OneLine<1, 200>,
        /// The partner's own name for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"PO-2026-0417")]
        pub internal_reference: Option<OneLine<1, 100>>,
        /// Number of the invoice that it pays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"INV-88213")]
        pub invoice_number: Option<OneLine<1, 100>>,
        /// Documents that show what it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub document_ids: Option<List<DocumentId, 0, MAX_ATTACHED>>,
    }
}

/// The body that creates a payment: a quote, which it uses up, and what it is for.
#[derive(Clone, Debug, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewPayment {
    /// The quote, which says who pays whom how much. It must not have been used, nor be expired.
    pub quote_id: QuoteId,
    /// What is stated beside.
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

/// Changes to the payment's details, and to its price.
#[derive(Clone, Debug)]
pub struct PaymentPatch {
    /// Another quote for the same customer and beneficiary, which the payment uses up.
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
            "description": "Another quote for the same customer and beneficiary, which the payment uses up. \
                            Required once `priceValidUntil` is over.",
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
    /// The body that decides of a payment.
    pub struct PaymentReview {
        /// What is decided.
        pub decision: PaymentDecision,
        /// Why, for the partner to read in the activity log.
        #[schemars(example = &"The invoice fits the customer's business.")]
        pub note: Text<1, 2000>,
    }
}

/// A payment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// The organization it belongs to.
    pub org_id: OrganizationId,
    /// The quote that it used up.
    pub quote_id: QuoteId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// Who is paid.
    pub beneficiary_id: BeneficiaryId,
    /// What the customer pays, fee included.
    pub amount: Amount,
    /// In which currency.
    pub currency_code: CurrencyCode,
    /// What arrives at the beneficiary.
    pub total_target: Amount,
    /// In which currency.
    pub target_currency_code: CurrencyCode,
    /// `paymentDetailsRevision` of the customer at the time of pricing.
    #[serde(default)]
    #[schemars(example = 1)]
    pub customer_revision: u64,
    /// `paymentDetailsRevision` of the beneficiary at the time of pricing.
    #[serde(default)]
    #[schemars(example = 1)]
    pub beneficiary_revision: u64,
    /// End of the time for approval at this price. A later approval needs a new quote.
    #[schemars(example = &"2026-04-02T09:30:00.000Z")]
    pub price_valid_until: Timestamp,
    /// Admin who approved it.
    #[schemars(extend("x-example" = false))]
    pub approved_by: Option<UserId>,
    /// What is stated of it.
    #[serde(flatten)]
    pub profile: PaymentProfile,
    /// Where it stands.
    pub status: PaymentStatus,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Counts the changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Output for Payment {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

object! {
    /// Which payments to list.
    pub struct PaymentQuery {
        /// Only those in this status.
        pub status: Option<PaymentStatus>,
        /// Only those that this customer pays.
        pub customer_id: Option<CustomerId>,
        /// Where the last page ended.
        pub cursor: Option<Position>,
        /// Most records on a page. A page ends earlier where its answer would exceed 4 MB.
        pub limit: Option<Limit>,
    }
}
