//! Reviews of partners' records by admins.

use schemars::JsonSchema;

use crate::json::{FromJson, Json, Members, Reader, names, object};
use crate::page::{Limit, Position};
use crate::value::Text;

names! {
    /// Decision of a review.
    pub enum ReviewDecision {
        Approve = "APPROVE",
        Reject = "REJECT",
        /// Asks the partner for a correction. The record is reviewed again.
        RequestCorrection = "REQUEST_CORRECTION",
        Suspend = "SUSPEND",
        /// Lifts a suspension.
        Reinstate = "REINSTATE",
    }
}

object! {
    /// Request body that decides a review.
    pub struct Review {
        /// Decision.
        pub decision: ReviewDecision,
        /// Reason for the decision. The partner reads it in the activity log.
        #[schemars(example = &"All documents are in order.")]
        pub note: Text<1, 2000>,
    }
}

/// Filters of a queue: records in one status.
#[derive(Clone, Debug, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Queue<S> {
    /// Status to filter by. Defaults to records awaiting review.
    pub status: Option<S>,
    /// `nextCursor` of the previous page. Omit it for the first page.
    pub cursor: Option<Position>,
    /// Most records on a page: 1 to 100, 20 by default. A page has fewer if its answer would exceed 4 MB.
    pub limit: Option<Limit>,
}

impl<S: FromJson> FromJson for Queue<S> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let mut members = Members::open(value, at)?;
        let status = members.take("status", at);
        let cursor = members.take("cursor", at);
        let limit = members.take("limit", at);
        members.close(at);
        Some(Self { status: status?, cursor: cursor?, limit: limit? })
    }
}
