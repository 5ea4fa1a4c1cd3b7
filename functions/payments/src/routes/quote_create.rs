//! POST /api/v1/payment/quote

use contract::currency::CurrencyCode;
use contract::id::QuoteId;
use contract::pricing::price;
use contract::problem::FieldError;
use contract::quote::{QUOTE_SECONDS, Quote, QuoteSide};
use contract::routes::CreateQuote;
use runtime::{Context, Endpoint, Failure, Outcome, already_applied};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<CreateQuote, _>(handle)
}

/// Prices a payment from the rate table that holds.
///
/// # Errors
/// `validation_failed` where customer or beneficiary are none of the organization's, the currencies cannot be converted, or
/// the amount has no price.
pub async fn handle(cx: &Context, request: Verified<CreateQuote>) -> Outcome<CreateQuote> {
    let organization = request.organization().clone();
    let quotes = cx.store().quotes(&organization);
    if let Some(effect) = cx.operation().effect() {
        let made = effect.id.parse().map_err(|_| already_applied(effect))?;
        return quotes.get(&made).await?.ok_or_else(|| already_applied(effect));
    }
    let new = request.into_body();
    let customer = cx.store().customers(&organization).get(new.customer_id.as_str()).await?;
    let customer = customer.ok_or_else(|| wrong("/customerId", "is no customer of the organization"))?;
    let beneficiaries = cx.store().beneficiaries(&organization, &new.customer_id);
    let beneficiary = beneficiaries.get(new.beneficiary_id.as_str()).await?;
    let beneficiary = beneficiary.ok_or_else(|| wrong("/beneficiaryId", "is no beneficiary of the customer"))?;
    let target = beneficiary.profile.currency_code();
    let table = cx.store().rates().current().await?;
    let found = table.as_ref().and_then(|table| Some((table, table.rates.find(new.currency_code, target)?)));
    let (table, rate) =
        found.ok_or_else(|| wrong("/currencyCode", &no_rate(new.currency_code, target)))?;
    let price = price(new.amount, new.side.unwrap_or(QuoteSide::Source), rate)
        .map_err(|why| wrong("/amount", &why.to_string()))?;
    let moment = cx.moment(None);
    let quote = Quote {
        id: QuoteId::new(moment.next_id()),
        org_id: organization.clone(),
        customer_id: new.customer_id,
        beneficiary_id: new.beneficiary_id,
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
    };
    cx.retry_conflicts(|| quotes.insert(&quote, cx.operation())).await?;
    Ok(quote)
}

fn wrong(pointer: &str, reason: &str) -> Failure {
    Failure::Invalid(vec![FieldError { pointer: pointer.to_owned(), reason: reason.to_owned() }])
}

fn no_rate(source: CurrencyCode, target: CurrencyCode) -> String {
    format!(
        "cannot be converted into {target}, the beneficiary's currency: there is no rate from {source} to it. Nuvera's \
         support says for which currencies there are rates"
    )
}
