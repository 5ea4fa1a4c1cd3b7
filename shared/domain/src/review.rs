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
    let allowed: Vec<_> = rows().map(|(before, ..)| *before).collect();
    require(record, status, &allowed).map(|()| status)
}

/// Requires one of the `allowed` statuses.
///
/// # Errors
/// [`CommandError::WrongStatus`]
pub(crate) fn require<R: Record, S: Copy + PartialEq + Into<&'static str>>(
    record: &R,
    status: S,
    allowed: &[S],
) -> Result<(), CommandError> {
    if allowed.contains(&status) {
        return Ok(());
    }
    let allowed: Vec<&str> = allowed.iter().map(|status| (*status).into()).collect();
    Err(CommandError::WrongStatus { is: record.status(), allowed: allowed.join(", ") })
}
