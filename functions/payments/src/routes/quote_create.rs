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
    let customer = cx.store().customers(&organization).get(new.customer_id.as_str()).await?;
    let unknown = || CommandError::invalid("/customerId", "is not a customer of your organization");
    let customer = customer.ok_or_else(unknown)?;
    let beneficiaries = cx.store().beneficiaries(&organization, &new.customer_id);
    let beneficiary = beneficiaries.get(new.beneficiary_id.as_str()).await?;
    let unknown = || CommandError::invalid("/beneficiaryId", "is not a beneficiary of the customer");
    let beneficiary = beneficiary.ok_or_else(unknown)?;
    let table = cx.store().rates().current().await?;
    let make = |moment: &_| quote::create(&new, &customer, &beneficiary, table.as_ref(), moment).map(Decision::to);
    create(cx, &author, &cx.store().quotes(&organization), make).await
}
