//! Parse results without a command.

/// Reason for not executing a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// Requested help text.
    Help(String),
    /// Error in the command line, with its remedy.
    Wrong(String),
}
