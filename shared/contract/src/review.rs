//! Reviews of partners' records by admins.

use schemars::JsonSchema;

use crate::json::{FromJson, Json, Members, Reader, names, object};
use crate::page::{Limit, Position};
use crate::value::Text;

names! {
    /// What a review decides.
    pub enum ReviewDecision {
        Approve = "APPROVE",
        Reject = "REJECT",
        /// The partner is to correct it, and it is reviewed again.
        RequestCorrection = "REQUEST_CORRECTION",
        Suspend = "SUSPEND",
        /// It was suspended, and is no more.
        Reinstate = "REINSTATE",
    }
}

object! {
    /// The body that decides a review.
    pub struct Review {
        /// What is decided.
        pub decision: ReviewDecision,
        /// Why, for the partner to read in the activity log.
        #[schemars(example = &"All documents are in order.")]
        pub note: Text<1, 2000>,
    }
}

/// Which records wait: those in one status.
#[derive(Clone, Debug, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Queue<S> {
    /// The status; absent: that which waits for Nuvera.
    pub status: Option<S>,
    /// Where the last page ended.
    pub cursor: Option<Position>,
    /// Most records on a page. A page ends earlier where its answer would exceed 4 MB.
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
