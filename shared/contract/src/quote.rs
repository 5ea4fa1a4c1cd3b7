//! Quotes: what a payment would cost, for a short while.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::CurrencyCode;
use crate::id::{BeneficiaryId, CustomerId, OrganizationId, QuoteId, RateTableId};
use crate::json::{names, object};
use crate::money::Amount;
use crate::route::Output;
use crate::time::Timestamp;

/// How long a quote can be used, in seconds.
pub const QUOTE_SECONDS: i64 = 60;

names! {
    /// Which side of the payment the amount is of.
    pub enum QuoteSide {
        /// What the customer pays, fee included, in the quote's currency.
        Source = "SOURCE",
        /// What arrives at the beneficiary, in the beneficiary's currency.
        Target = "TARGET",
    }
}

object! {
    /// The body that asks for a quote.
    pub struct NewQuote {
        /// Who pays.
        pub customer_id: CustomerId,
        /// Who is paid: one of the customer's beneficiaries. What arrives is in its currency.
        pub beneficiary_id: BeneficiaryId,
        /// How much, greater than 0, in whole minor units.
        #[schemars(example = &"1000.00")]
        pub amount: Amount,
        /// The currency that the customer pays in.
        pub currency_code: CurrencyCode,
        /// Which side the amount is of; absent: `SOURCE`.
        pub side: Option<QuoteSide>,
    }
}

/// How a price comes about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceBreakdown {
    /// What is converted: the payment without the fee, in the payment's currency.
    #[schemars(example = &"993.00")]
    pub payout: Amount,
    /// What the platform takes, in the payment's currency.
    #[schemars(example = &"7.00")]
    pub fee: Amount,
    /// Units of the target currency that one unit of the payout becomes.
    #[schemars(example = &"18.45")]
    pub rate: Amount,
}

/// A quote.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// Its id.
    pub id: QuoteId,
    /// The organization it belongs to.
    pub org_id: OrganizationId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// Who is paid.
    pub beneficiary_id: BeneficiaryId,
    /// What the customer pays, fee included.
    #[schemars(example = &"1000.00")]
    pub payment_amount: Amount,
    /// In which currency.
    pub payment_currency_code: CurrencyCode,
    /// What arrives at the beneficiary.
    #[schemars(example = &"18320.85")]
    pub total_target: Amount,
    /// In which currency.
    #[schemars(example = &"MXN")]
    pub target_currency_code: CurrencyCode,
    /// How the price comes about.
    pub price_breakdown: PriceBreakdown,
    /// `paymentDetailsRevision` of the customer at the time of pricing.
    #[serde(default)]
    #[schemars(example = 1)]
    pub customer_revision: u64,
    /// `paymentDetailsRevision` of the beneficiary at the time of pricing.
    #[serde(default)]
    #[schemars(example = 1)]
    pub beneficiary_revision: u64,
    /// The rate table that it was priced from.
    pub rate_table_id: RateTableId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it can be used no more.
    #[schemars(example = &"2026-04-01T09:31:00.000Z")]
    pub expires_at: Timestamp,
    /// When a payment used it; a quote is used once.
    #[schemars(extend("x-example" = false))]
    pub used_at: Option<Timestamp>,
}

impl Output for Quote {}
