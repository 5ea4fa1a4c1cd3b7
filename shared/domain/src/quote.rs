//! Quotes: prices of future payments.

use contract::activity::Activity;
use contract::audit::AuditActor;
use contract::beneficiary::Beneficiary;
use contract::currency::CurrencyCode;
use contract::customer::Customer;
use contract::id::QuoteId;
use contract::quote::{NewQuote, QUOTE_SECONDS, Quote, QuoteSide};
use contract::rates::RateTable;
use contract::time::Timestamp;

use crate::change::{Step, Subject};
use crate::error::CommandError;
use crate::moment::Moment;
use crate::pricing::price;
use crate::record::Entity;

/// New quote for a payment of `customer` to `beneficiary`.
///
/// # Errors
/// [`CommandError::Invalid`] if the currencies cannot be converted, or the amount has no price.
pub fn create(
    new: &NewQuote,
    customer: &Customer,
    beneficiary: &Beneficiary,
    table: Option<&RateTable>,
    moment: &Moment,
) -> Result<Quote, CommandError> {
    let target = beneficiary.profile.currency_code();
    let found = table.and_then(|table| Some((table, table.rates.find(new.currency_code, target)?)));
    let (table, rate) =
        found.ok_or_else(|| CommandError::invalid("/currencyCode", no_rate(new.currency_code, target)))?;
    let price = price(new.amount, new.side.unwrap_or(QuoteSide::Source), rate)
        .map_err(|reason| CommandError::invalid("/amount", reason.to_string()))?;
    Ok(Quote {
        id: QuoteId::new(moment.next_id()),
        org_id: customer.org_id.clone(),
        customer_id: customer.id.clone(),
        beneficiary_id: beneficiary.id.clone(),
        payment_amount: price.payment,
        payment_currency_code: new.currency_code,
        total_target: price.target,
        target_currency_code: target,
        price_breakdown: price.breakdown,
        customer_revision: customer.payment_details_revision,
        beneficiary_revision: beneficiary.payment_details_revision,
        rate_table_id: table.id.clone(),
        created_at: moment.at(),
        expires_at: moment.at().plus_seconds(QUOTE_SECONDS),
        used_at: None,
    })
}

fn no_rate(source: CurrencyCode, target: CurrencyCode) -> String {
    format!(
        "cannot be converted into {target}, the beneficiary's currency: there is no rate from {source} to {target}. Use \
         another currency, or contact Nuvera's support"
    )
}

/// Quotes never change, except that a payment marks its quote as used.
impl Entity for Quote {
    type Line = Activity;
    type Remark = ();

    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn revision(&self) -> u64 {
        1
    }
    fn updated_at(&self) -> Timestamp {
        self.created_at
    }
    fn stamp(&mut self, _: u64, _: Timestamp) {}
    fn subject(&self) -> Subject {
        Subject::record(&self.org_id, self.id.as_str())
    }
    fn history(_: Option<&Self>, _: Option<&Self>, (): &(), _: &AuditActor) -> Vec<Step> {
        Vec::new()
    }
}
