//! Why a request was not admitted: the first failure, and what is known of the checks beside it.

use std::fmt;

use contract::code::Code;

use crate::refusal::Refusal;
use crate::report::{Check, Notes, Sink as _};

/// Why a request was not admitted.
pub struct Rejection {
    refusal: Refusal,
    found: Found,
}

/// What was found beyond the local checks.
enum Found {
    /// Nothing: a local check failed, or something did not answer.
    Nothing,
    /// That no application has the API key's public id.
    Nobody,
    /// That the request was not sent by who it says.
    NoProof,
    /// Who sent it, and what the state checks said.
    State(Vec<(Check, Result<(), Refusal>)>),
    /// That it was sent before.
    Replay,
}

impl Rejection {
    /// The first failure, which the caller is told.
    #[must_use]
    pub const fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    /// The first failure alone.
    #[must_use]
    pub fn into_refusal(self) -> Refusal {
        self.refusal
    }

    pub(crate) fn unknown(refusal: Refusal) -> Self {
        let found = if refusal.code() == Code::ApiKeyInvalid { Found::Nobody } else { Found::Nothing };
        Self { refusal, found }
    }

    pub(crate) fn unproved(refusal: Refusal) -> Self {
        Self { refusal, found: Found::NoProof }
    }

    pub(crate) fn of_state(refusal: Refusal, checks: impl Iterator<Item = (Check, Result<(), Refusal>)>) -> Self {
        Self { refusal, found: Found::State(checks.collect()) }
    }

    pub(crate) fn replayed(refusal: Refusal) -> Self {
        Self { refusal, found: Found::Replay }
    }

    /// Whether there is no owner to tell of it: no application was named, or it was not the request that failed.
    pub(crate) fn names_nobody(&self) -> bool {
        matches!(self.found, Found::Nobody)
            || matches!(self.refusal.code(), Code::DependencyUnavailable | Code::InternalError)
    }

    /// Adds what was found to the notes of the local checks.
    pub(crate) fn add_to(&self, notes: &mut Notes) {
        const PROOF: [Check; 2] = [Check::Signature, Check::ApiKey];
        const STATE: [Check; 4] = [Check::ApiKeyState, Check::Application, Check::SourceIp, Check::Permission];
        let mut add = |check, outcome: Result<(), Refusal>| _ = notes.take(check, outcome);
        match &self.found {
            Found::Nothing | Found::Nobody => {}
            // The signature is judged only for who has the API key.
            Found::NoProof if self.refusal.code() == Code::SignatureInvalid => {
                add(Check::ApiKey, Ok(()));
                add(Check::Signature, Err(self.refusal.clone()));
            }
            Found::NoProof => add(Check::ApiKey, Err(self.refusal.clone())),
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

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, found: Found::Nothing }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        rejection.refusal
    }
}

/// The code alone, as a refusal's.
impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(f)
    }
}
