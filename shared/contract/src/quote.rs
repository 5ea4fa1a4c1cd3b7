//! Quotes: short-lived prices of payments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::CurrencyCode;
use crate::id::{BeneficiaryId, CustomerId, OrganizationId, QuoteId, RateTableId};
use crate::json::{names, object};
use crate::money::Amount;
use crate::route::Output;
use crate::time::Timestamp;

/// Lifetime of a quote in seconds.
pub const QUOTE_SECONDS: i64 = 60;

names! {
    /// Side of the payment that the amount is on.
    pub enum QuoteSide {
        /// Amount that the customer pays, with the fee, in `currencyCode`.
        Source = "SOURCE",
        /// Amount that the beneficiary receives, in the beneficiary's currency.
        Target = "TARGET",
    }
}

object! {
    /// Request body that creates a quote.
    pub struct NewQuote {
        /// Customer that pays.
        pub customer_id: CustomerId,
        /// Beneficiary of the customer. It receives its own currency.
        pub beneficiary_id: BeneficiaryId,
        /// Amount greater than 0, with at most the currency's decimal places. It is on the `side` given.
        #[schemars(example = &"1000.00")]
        pub amount: Amount,
        /// Currency that the customer pays in.
        pub currency_code: CurrencyCode,
        /// Side of the amount. Defaults to `SOURCE`.
        pub side: Option<QuoteSide>,
    }
}

/// Parts of a price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceBreakdown {
    /// Amount that is converted: the payment without the fee, in the payment's currency.
    #[schemars(example = &"993.00")]
    pub payout: Amount,
    /// Fee, in the payment's currency.
    #[schemars(example = &"7.00")]
    pub fee: Amount,
    /// Units of the target currency per unit of the payout.
    #[schemars(example = &"18.45")]
    pub rate: Amount,
}

/// Quote: the price of a payment, for a short time.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// Quote id.
    pub id: QuoteId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Customer that pays.
    pub customer_id: CustomerId,
    /// Beneficiary that is paid.
    pub beneficiary_id: BeneficiaryId,
    /// Amount that the customer pays, with the fee.
    #[schemars(example = &"1000.00")]
    pub payment_amount: Amount,
    /// Currency of `paymentAmount`.
    pub payment_currency_code: CurrencyCode,
    /// Amount that the beneficiary receives.
    #[schemars(example = &"18320.85")]
    pub total_target: Amount,
    /// Currency of `totalTarget`.
    #[schemars(example = &"MXN")]
    pub target_currency_code: CurrencyCode,
    /// Parts of the price.
    pub price_breakdown: PriceBreakdown,
    /// `paymentDetailsRevision` of the customer at the time of the quote.
    #[serde(default)]
    #[schemars(example = 1)]
    pub customer_revision: u64,
    /// `paymentDetailsRevision` of the beneficiary at the time of the quote.
    #[serde(default)]
    #[schemars(example = 1)]
    pub beneficiary_revision: u64,
    /// Rate table of the price.
    pub rate_table_id: RateTableId,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time at which the quote expires.
    #[schemars(example = &"2026-04-01T09:31:00.000Z")]
    pub expires_at: Timestamp,
    /// Time at which a payment used the quote. A quote can be used once.
    #[schemars(extend("x-example" = false))]
    pub used_at: Option<Timestamp>,
}

impl Output for Quote {}
