//! Valid and invalid tokens against a real issuer.

mod claims;
mod issuer;
mod keys;
mod membership;
mod signature;
mod token;

use std::time::Duration;

use crate::{Denial, Member, Outage, TokenFault};

/// Longest wait for an event that should happen at once.
const PATIENCE: Duration = Duration::from_secs(20);

fn fault(result: Result<Member, Denial>) -> TokenFault {
    match result {
        Err(Denial::TokenInvalid(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

fn unavailable(result: &Result<Member, Denial>) -> bool {
    matches!(result, Err(Denial::Unavailable(Outage::Issuer)))
}
