//! FailedJudgment of a request: the first failure, and the results of the other checks.

use std::fmt;

use contract::code::Code;

use crate::refusal::Refusal;
use crate::report::{Check, Notes, Sink as _};

/// FailedJudgment of a request.
pub struct FailedJudgment {
    refusal: Refusal,
    found: Found,
}

/// Proof of a refused request's sender.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proof {
    /// Signed by the application, or sent with its API key.
    Proved,
    /// Neither signed by the application, nor sent with its API key.
    Unproved,
    /// Refused before its signature was verified.
    Unchecked,
}

/// Refusal of a request unless both layers prove its sender.
pub(crate) struct Unproved {
    pub(crate) refusal: Refusal,
    /// Check that failed.
    pub(crate) check: Check,
    pub(crate) proof: Proof,
}

impl Unproved {
    /// Creates a refusal before the signature was verified.
    pub(crate) const fn unchecked(refusal: Refusal) -> Self {
        Self { refusal, check: Check::ApiKey, proof: Proof::Unchecked }
    }

    /// Adds the failure to the notes of the local checks.
    pub(crate) fn add_to(self, notes: &mut Notes) {
        note_unproved(self.check, &self.refusal, notes);
    }
}

/// Notes a failed proof. Results for `kid` and signature are noted only after the API key passed.
fn note_unproved(failed: Check, refusal: &Refusal, notes: &mut Notes) {
    let passed: &[Check] = match failed {
        Check::Kid => &[Check::ApiKey],
        Check::Signature => &[Check::ApiKey, Check::Kid],
        _ => &[],
    };
    passed.iter().for_each(|check| _ = notes.take(*check, Ok(())));
    _ = notes.take::<()>(failed, Err(refusal.clone()));
}

/// Results beyond the local checks.
enum Found {
    /// None: a local check failed, or a service did not answer.
    Nothing,
    /// No application has the API key's public id.
    Nobody,
    /// One of the layers failed.
    Unproved(Check, Proof),
    /// Sender proved, with the results of the state checks.
    State(Vec<(Check, Result<(), Refusal>)>),
    /// Replay.
    Replay,
}

impl FailedJudgment {
    /// Returns the first failure, which the caller receives.
    pub const fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    pub(crate) fn unknown(refusal: Refusal) -> Self {
        let found = if refusal.code() == Code::ApiKeyInvalid { Found::Nobody } else { Found::Nothing };
        Self { refusal, found }
    }

    pub(crate) fn unproved(Unproved { refusal, check, proof }: Unproved) -> Self {
        Self { refusal, found: Found::Unproved(check, proof) }
    }

    pub(crate) fn of_state(refusal: Refusal, checks: impl Iterator<Item = (Check, Result<(), Refusal>)>) -> Self {
        Self { refusal, found: Found::State(checks.collect()) }
    }

    pub(crate) fn replayed(refusal: Refusal) -> Self {
        Self { refusal, found: Found::Replay }
    }

    /// Returns true if there is no owner to tell: no application was named, or the request did not cause the failure.
    pub(crate) fn names_nobody(&self) -> bool {
        matches!(self.found, Found::Nobody)
            || matches!(self.refusal.code(), Code::DependencyUnavailable | Code::InternalError)
    }

    /// Returns the proof of the sender.
    pub const fn proof(&self) -> Proof {
        match &self.found {
            Found::Nothing | Found::Nobody => Proof::Unchecked,
            Found::Unproved(_, proof) => *proof,
            Found::State(_) | Found::Replay => Proof::Proved,
        }
    }

    /// Adds the results to the notes of the local checks.
    pub(crate) fn add_to(&self, notes: &mut Notes) {
        const PROOF: [Check; 3] = [Check::Kid, Check::Signature, Check::ApiKey];
        const STATE: [Check; 5] =
            [Check::ApiKeyState, Check::Application, Check::SourceIp, Check::SignedHeaders, Check::Permission];
        let mut add = |check, outcome: Result<(), Refusal>| _ = notes.take(check, outcome);
        match &self.found {
            Found::Nothing | Found::Nobody => {}
            Found::Unproved(check, _) => note_unproved(*check, &self.refusal, notes),
            Found::State(checks) => {
                PROOF.into_iter().for_each(|check| add(check, Ok(())));
                checks.iter().for_each(|(check, outcome)| add(*check, outcome.clone()));
            }
            Found::Replay => {
                PROOF.into_iter().chain(STATE).for_each(|check| add(check, Ok(())));
                add(Check::Replay, Err(self.refusal.clone()));
            }
        }
    }
}

impl From<Refusal> for FailedJudgment {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, found: Found::Nothing }
    }
}

impl From<FailedJudgment> for Refusal {
    fn from(rejection: FailedJudgment) -> Self {
        rejection.refusal
    }
}

/// Shows only the code, as for a refusal.
impl fmt::Debug for FailedJudgment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(f)
    }
}
