//! POST /api/v1/payment/quote

use contract::routes::CreateQuote;
use domain::{CommandError, Decision, quote};
use usecases::{Context, Outcome, create};
use verify::Verified;

/// Prices a payment from the rate table that applies.
///
/// # Errors
/// `validation_failed` if the organization has no such customer or beneficiary, the currencies cannot be converted, or
/// the amount has no price.
pub async fn handle(cx: &Context, request: Verified<CreateQuote>) -> Outcome<CreateQuote> {
    let (author, organization) = (request.author(), request.organization().clone());
    let new = request.into_body();
    let (customers, rates) = (cx.store().customers(&organization), cx.store().rates());
    let beneficiaries = cx.store().beneficiaries(&organization, &new.customer_id);
    let (customer, beneficiary, table) = futures::try_join!(
        customers.get(new.customer_id.as_str()),
        beneficiaries.get(new.beneficiary_id.as_str()),
        rates.current(),
    )?;
    let unknown = || CommandError::invalid("/customerId", "is not a customer of your organization");
    let customer = customer.ok_or_else(unknown)?;
    let unknown = || CommandError::invalid("/beneficiaryId", "is not a beneficiary of the customer");
    let beneficiary = beneficiary.ok_or_else(unknown)?;
    let make = |moment: &_| quote::create(&new, &customer, &beneficiary, table.as_ref(), moment).map(Decision::to);
    create(cx, &author, &cx.store().quotes(&organization), make).await
}
