//! Reviews: transitions between statuses.

use crate::error::CommandError;
use crate::record::Record;

/// Returns the status after a decision. `table` lists status before, decision, status after.
///
/// # Errors
/// [`CommandError::WrongStatus`], with the statuses that allow the decision.
pub fn decide<R: Record, S: Copy + PartialEq + Into<&'static str>, D: Copy + PartialEq>(
    record: &R,
    status: S,
    table: &[(S, D, S)],
    decision: D,
) -> Result<S, CommandError> {
    let rows = || table.iter().filter(|(_, decides, _)| *decides == decision);
    if let Some((.., after)) = rows().find(|(before, ..)| *before == status) {
        return Ok(*after);
    }
    let allowed: Vec<_> = rows().map(|(before, ..)| (*before).into()).collect();
    Err(CommandError::wrong_status(record, &allowed))
}
