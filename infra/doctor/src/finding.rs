//! Results of the checks.

use std::fmt;

/// Command with a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Dev,
    Test,
    Lint,
}

/// Outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Requirement met.
    Fine(String),
    /// Missing, but the command installs it itself.
    Later(String),
    /// Missing or wrong.
    Wrong {
        /// Problem found.
        found: String,
        /// Remedy.
        remedy: String,
    },
}

impl Outcome {
    pub(crate) fn wrong(found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Wrong { found: found.into(), remedy: remedy.into() }
    }

    /// Judges a program's answer. Its failure needs the remedy.
    pub(crate) fn of(answer: Result<String, String>, remedy: impl Into<String>) -> Self {
        answer.map_or_else(|reason| Self::wrong(reason, remedy), Self::Fine)
    }
}

/// Outcome of a check, with its subject and command.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) need: Need,
    pub(crate) name: &'static str,
    pub(crate) outcome: Outcome,
}

impl Finding {
    pub(crate) const fn is_wrong(&self) -> bool {
        matches!(self.outcome, Outcome::Wrong { .. })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name;
        match &self.outcome {
            Outcome::Fine(found) => write!(f, "  ok       {name}: {found}"),
            Outcome::Later(how) => write!(f, "  later    {name}: {how}"),
            Outcome::Wrong { found, remedy } => write!(f, "  MISSING  {name}: {found}\n           {remedy}"),
        }
    }
}
