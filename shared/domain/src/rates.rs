//! Rate tables: each replaces its predecessor.

use contract::audit::{AuditAction, AuditActor};
use contract::id::RateTableId;
use contract::member::UserId;
use contract::rates::{RateTable, Rates};
use contract::time::Timestamp;
use serde_json::json;

use crate::change::{Step, Subject};
use crate::moment::Moment;
use crate::record::Entity;

/// New rate table, by an admin.
pub fn create(rates: &Rates, admin: &UserId, moment: &Moment) -> RateTable {
    RateTable {
        id: RateTableId::new(moment.next_id()),
        rates: rates.clone(),
        created_at: moment.at(),
        created_by: admin.clone(),
    }
}

impl Entity for RateTable {
    type Line = ();
    type Remark = ();

    const OVERTAKEN: &'static str = "Other requests are replacing the rates. Send the request again.";

    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn revision(&self) -> u64 {
        0
    }
    fn updated_at(&self) -> Timestamp {
        self.created_at
    }
    /// Does nothing: a table keeps the time of its creation.
    fn stamp(&mut self, _: u64, _: Timestamp) {}
    fn subject(&self) -> Subject {
        Subject { record: Some(self.id.to_string()), ..Subject::default() }
    }
    fn history(before: Option<&Self>, after: Option<&Self>, (): &(), _: &AuditActor) -> Vec<Step> {
        let state = |table: &Self| json!({ "rateTableId": table.id, "pairs": table.rates.len() });
        vec![Step { action: AuditAction::RatesReplaced, before: before.map(state), after: after.map(state) }]
    }
}
