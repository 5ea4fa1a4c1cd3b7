//! What a review makes of a record.

use contract::record::Record;
use runtime::Failure;

use crate::change::wrong_status;

/// The status that `record` comes into where a review decides so; `reviews` are all that can be decided.
///
/// # Errors
/// `state_conflict`, which names the statuses that allow the decision.
pub fn decided<R: Record, S: Copy + PartialEq + Into<&'static str>, D: Copy + PartialEq>(
    record: &R,
    status: S,
    reviews: &[(S, D, S)],
    decision: D,
) -> Result<S, Failure> {
    let of_decision = || reviews.iter().filter(|(_, decides, _)| *decides == decision);
    if let Some((.., after)) = of_decision().find(|(from, ..)| *from == status) {
        return Ok(*after);
    }
    let allowed: Vec<_> = of_decision().map(|(from, ..)| (*from).into()).collect();
    Err(wrong_status(record, &allowed))
}
