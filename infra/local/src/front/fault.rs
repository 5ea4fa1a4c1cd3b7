//! Faults of calls, and the conditions that select the calls.

use std::time::Duration;

/// Fault of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// No fault.
    #[default]
    None,
    /// Executes the call after this time.
    Delay(Duration),
    /// Refuses the call in the service's own form, without executing it.
    Status {
        /// HTTP status.
        code: u16,
        /// Error type, such as `ThrottlingException` (S3: `SlowDown`, sign-in: `temporarily_unavailable`).
        error_type: String,
    },
    /// Closes the connection without executing the call, like a stopped service.
    Refuse,
    /// Executes the call and closes the connection without an answer.
    LoseAnswer,
    /// Cancels a transaction with `TransactionConflict`. The local DynamoDB runs transactions in sequence, so it never
    /// answers this by itself.
    Conflict,
    /// Neither executes nor answers the call until the faults change.
    Hang,
}

impl Fault {
    /// Creates a refusal with an HTTP status and an error type.
    pub fn status(code: u16, error_type: impl Into<String>) -> Self {
        Self::Status { code, error_type: error_type.into() }
    }

    /// Restricts the fault to this operation, such as `PutItem`, `GenerateMac` or `GetObject`.
    pub fn on(self, operation: impl Into<String>) -> Injection {
        Injection::from(self).on(operation)
    }

    /// Restricts the fault to calls that name this table (S3: bucket).
    pub fn table(self, table: impl Into<String>) -> Injection {
        Injection::from(self).table(table)
    }

    /// Restricts the fault to this many matching calls.
    pub fn times(self, calls: usize) -> Injection {
        Injection::from(self).times(calls)
    }

    /// Restricts the fault to this percentage of calls, drawn from `seed`.
    pub fn chance(self, percent: u8, seed: u64) -> Injection {
        Injection::from(self).chance(percent, seed)
    }
}

/// [`Fault`] with the conditions that select its calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Injection {
    fault: Fault,
    operations: Vec<String>,
    table: Option<String>,
    calls: Option<usize>,
    chance: Option<Chance>,
}

/// SplitMix64 generator (Steele et al., "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chance {
    per_mille: u16,
    state: u64,
}

impl Chance {
    pub(crate) fn new(percent: u8, seed: u64) -> Self {
        Self { per_mille: u16::from(percent) * 10, state: seed }
    }

    pub(crate) fn draw(&mut self) -> bool {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % 1_000 < u64::from(self.per_mille)
    }
}

impl From<Fault> for Injection {
    fn from(fault: Fault) -> Self {
        Self { fault, ..Self::default() }
    }
}

impl Injection {
    /// Adds an operation. Without any, the fault applies to all operations.
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operations.push(operation.into());
        self
    }

    /// Restricts the fault to calls that name this table (S3: bucket).
    #[must_use]
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.table = Some(table.into());
        self
    }

    /// Restricts the fault to this many matching calls.
    #[must_use]
    pub fn times(mut self, calls: usize) -> Self {
        self.calls = Some(calls);
        self
    }

    /// Restricts the fault to this percentage of calls, drawn from `seed`.
    #[must_use]
    pub fn chance(mut self, percent: u8, seed: u64) -> Self {
        self.chance = Some(Chance::new(percent, seed));
        self
    }

    /// Restricts the fault to this many of a thousand calls, drawn from `seed`.
    pub(crate) fn rarely(mut self, per_mille: u16, seed: u64) -> Self {
        self.chance = Some(Chance { per_mille, state: seed });
        self
    }

    /// Returns the fault if it applies to this call, and counts the call.
    pub(super) fn apply(&mut self, operation: &str, tables: &[String]) -> Option<Fault> {
        let meant = (self.operations.is_empty() || self.operations.iter().any(|name| name == operation))
            && self.table.as_ref().is_none_or(|table| tables.contains(table));
        if !meant || self.chance.as_mut().is_some_and(|chance| !chance.draw()) {
            return None;
        }
        if let Some(left) = &mut self.calls {
            *left = left.checked_sub(1)?;
        }
        Some(self.fault.clone())
    }

    pub(super) fn is_spent(&self) -> bool {
        self.calls == Some(0)
    }

    pub(super) fn does_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_applies_to_its_operation_table_and_number_of_calls() {
        let replay = ["replay".to_owned()];
        let mut injection = Fault::Refuse.on("PutItem").on("UpdateItem").table("replay").times(2);

        assert_eq!(injection.apply("GetItem", &replay), None);
        assert_eq!(injection.apply("PutItem", &["usage".to_owned()]), None);
        assert_eq!(injection.apply("PutItem", &replay), Some(Fault::Refuse));
        assert_eq!(injection.apply("UpdateItem", &["usage".to_owned(), "replay".to_owned()]), Some(Fault::Refuse));
        assert_eq!(injection.apply("PutItem", &replay), None);
    }

    #[test]
    fn a_seed_always_draws_the_same_calls() {
        let drawn = |seed| {
            let mut injection = Fault::Conflict.on("TransactWriteItems").chance(60, seed);
            (0..1_000).map(|_| injection.apply("TransactWriteItems", &[]).is_some()).collect::<Vec<_>>()
        };
        let hit = drawn(1).iter().filter(|hit| **hit).count();
        assert!((540..660).contains(&hit), "{hit}");
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
    }

    #[test]
    fn a_fault_without_conditions_applies_to_every_call() {
        let mut injection = Injection::from(Fault::Hang);
        assert_eq!(injection.apply("GetItem", &[]), Some(Fault::Hang));
        assert_eq!(injection.apply("", &[]), Some(Fault::Hang));
    }
}
