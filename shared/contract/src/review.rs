//! Reviews of partners' records by admins.

use crate::json::{names, object};
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
        pub note: Text<1, 2000>,
    }
}
