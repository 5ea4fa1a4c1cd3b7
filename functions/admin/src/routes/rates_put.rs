//! PUT /admin/v1/rates

use std::future::ready;

use contract::rates::RateTable;
use contract::routes::AdminPutRates;
use domain::{Decision, Moment, rates};
use runtime::ByAdmin;
use usecases::{Context, Outcome, execute};

/// Replaces the rate table that prices quotes.
///
/// # Errors
/// `conflict` if every try was overtaken.
pub async fn handle(cx: &Context, request: ByAdmin<AdminPutRates>) -> Outcome<AdminPutRates> {
    let (admin, new) = (request.admin, request.input.body.rates);
    let replace = |_: Option<RateTable>, moment: Moment| {
        ready(Ok(Decision::to(rates::create(&new, admin.user_id(), &moment))))
    };
    execute::run(cx, &admin.author(), &cx.store().rates(), Some(&()), None, replace).await
}
