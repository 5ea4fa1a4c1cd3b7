//! Rate table: replaced by admins, with each replacement in the audit history.

use contract::audit::AuditAction;
use contract::id::RateTableId;
use contract::rates::{RateTable, Rates};
use identity::NuveraAdmin;
use runtime::{Attempt, Context, Failure, Subject};
use serde_json::json;
use store::StoreError;

use crate::author::actor_of;

/// Replaces the rate table that quotes are priced from.
///
/// # Errors
/// `conflict` if every try was overtaken.
pub async fn replace(cx: &Context, admin: &NuveraAdmin, rates: &Rates) -> Result<RateTable, Failure> {
    let actor = actor_of(admin);
    cx.retry("The rates are being replaced by others at this moment. Try again.", || async {
        let before = cx.store().rates().current().await?;
        let moment = cx.moment(before.as_ref().map(|table| table.created_at));
        let table = RateTable {
            id: RateTableId::new(moment.next_id()),
            rates: rates.clone(),
            created_at: moment.at(),
            created_by: actor.user_id.clone(),
        };
        let told = |table: &RateTable| json!({ "rateTableId": table.id, "pairs": table.rates.len() });
        let step = (AuditAction::RatesReplaced, before.as_ref().map(told), Some(told(&table)));
        let subject = Subject { record: Some(table.id.as_str()), ..Subject::default() };
        let history = cx.history(&actor, subject, vec![step], &moment);
        match cx.store().rates().put(before.as_ref(), &table, &history, cx.operation()).await {
            Ok(()) => Ok(Attempt::Done(table)),
            Err(StoreError::Busy) => Ok(Attempt::Busy),
            Err(error) => Err(error.into()),
        }
    })
    .await
}
