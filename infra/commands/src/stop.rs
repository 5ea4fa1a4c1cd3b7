//! End without a command.

/// Reason why there is no command to carry out.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// Help was asked for.
    Help(String),
    /// The command line is wrong: what is, and what to do.
    Wrong(String),
}
