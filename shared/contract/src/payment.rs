//! Payments of customers to their beneficiaries, at the price of a quote.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::activity::{Activity, EntityType};
use crate::audit::AuditAction;
use crate::currency::CurrencyCode;
use crate::document::{MAX_ATTACHED, Naming};
use crate::id::{BeneficiaryId, CustomerId, DocumentId, OrganizationId, PaymentId, QuoteId};
use crate::json::{FromJson, Json, Members, MergePatch, Reader, names, object};
use crate::member::UserId;
use crate::money::Amount;
use crate::page::{Limit, Position};
use crate::quote::Quote;
use crate::record::{Logged, Record, of_organization};
use crate::requirement::Requirement;
use crate::route::Output;
use crate::table::Table;
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

impl PaymentStatus {
    /// Statuses in which a partner may change a payment.
    pub const EDITABLE: [Self; 1] = [Self::CorrectionNeeded];
    /// Statuses in which a partner may cancel a payment.
    pub const CANCELLABLE: [Self; 2] = [Self::PendingReview, Self::CorrectionNeeded];
    /// Decisions of an admin: status before, decision, status after.
    pub const REVIEWS: &[(Self, PaymentDecision, Self)] = &[
        (Self::PendingReview, PaymentDecision::Approve, Self::Approved),
        (Self::PendingReview, PaymentDecision::RequestCorrection, Self::CorrectionNeeded),
        // An approved payment too: its beneficiary may have changed since.
        (Self::Approved, PaymentDecision::RequestCorrection, Self::CorrectionNeeded),
        (Self::Approved, PaymentDecision::Process, Self::Processing),
        (Self::Processing, PaymentDecision::Complete, Self::Completed),
        (Self::Processing, PaymentDecision::Fail, Self::Failed),
    ];
}

object! {
    /// Details of a payment, without its price.
    pub struct PaymentProfile {
        /// Purpose of the payment.
        #[schemars(example = &"Invoice for components, May")]
        pub purpose: OneLine<1, 200>,
        /// Your own reference for the payment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"PO-2026-0417")]
        pub internal_reference: Option<OneLine<1, 100>>,
        /// Number of the paid invoice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"INV-88213")]
        pub invoice_number: Option<OneLine<1, 100>>,
        /// Documents that prove the purpose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub document_ids: Option<List<DocumentId, 0, MAX_ATTACHED>>,
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

impl Payment {
    /// Creates a payment, submitted for review, at the price of `quote`. The price is valid until `price_valid_until`.
    #[must_use]
    pub fn submitted(
        id: PaymentId,
        quote: Quote,
        profile: PaymentProfile,
        now: Timestamp,
        price_valid_until: Timestamp,
    ) -> Self {
        Self {
            id,
            org_id: quote.org_id,
            quote_id: quote.id,
            customer_id: quote.customer_id,
            beneficiary_id: quote.beneficiary_id,
            amount: quote.payment_amount,
            currency_code: quote.payment_currency_code,
            total_target: quote.total_target,
            target_currency_code: quote.target_currency_code,
            customer_revision: quote.customer_revision,
            beneficiary_revision: quote.beneficiary_revision,
            price_valid_until,
            approved_by: None,
            profile,
            status: PaymentStatus::PendingReview,
            created_at: now,
            updated_at: now,
            revision: 1,
        }
    }

    /// Returns the payment at the price of another quote. Customer and beneficiary are the same.
    #[must_use]
    pub fn repriced(self, quote: Quote, price_valid_until: Timestamp) -> Self {
        let (id, created_at, revision, status) = (self.id, self.created_at, self.revision, self.status);
        let priced = Self::submitted(id, quote, self.profile, created_at, price_valid_until);
        Self { updated_at: self.updated_at, revision, status, ..priced }
    }
}

impl Output for Payment {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

impl Record for Payment {
    const TABLE: Table = Table::Payments;
    type Line = Activity;

    of_organization!();
    fn status(&self) -> &'static str {
        self.status.name()
    }
    fn customer(&self) -> Option<&CustomerId> {
        Some(&self.customer_id)
    }
    fn documents(&self) -> Vec<Naming<'_>> {
        let documents = self.profile.document_ids.as_ref().map_or(&[][..], List::as_slice);
        Naming::of("/documentIds", documents).collect()
    }
    /// Requirements of creation, approval and processing: the steps that promise or move money.
    fn requires(&self, before: Option<&Self>) -> Vec<Requirement> {
        let is_new = before.is_none();
        let enters = |status| self.status == status && before.is_none_or(|before| before.status != status);
        let mut required = Vec::new();
        if before.is_none_or(|before| before.quote_id != self.quote_id) {
            required.push(Requirement::OpenQuote { quote: self.quote_id.clone(), at: self.updated_at });
        }
        if is_new || enters(PaymentStatus::Approved) || enters(PaymentStatus::Processing) {
            required.push(Requirement::MayPay { customer: self.customer_id.clone(), details: self.customer_revision });
            required.push(Requirement::MayBePaid {
                customer: self.customer_id.clone(),
                beneficiary: self.beneficiary_id.clone(),
                details: self.beneficiary_revision,
            });
        }
        required
    }
}

impl Logged for Payment {
    const ENTITY: EntityType = EntityType::Payment;
    const REVIEWED: AuditAction = AuditAction::PaymentReviewed;
}

object! {
    /// Filters of a list of payments.
    pub struct PaymentQuery {
        /// Status to filter by.
        pub status: Option<PaymentStatus>,
        /// Customer to filter by.
        pub customer_id: Option<CustomerId>,
        /// `nextCursor` of the previous page. Omit it for the first page.
        pub cursor: Option<Position>,
        /// Most records on a page: 1 to 100, 20 by default. A page has fewer if its answer would exceed 4 MB.
        pub limit: Option<Limit>,
    }
}
