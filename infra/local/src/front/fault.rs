//! What can go wrong with a call, and with which calls it does.

use std::time::Duration;

/// What goes wrong with a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The call is carried out after this time.
    Delay(Duration),
    /// The call is not carried out, and refused as the service refuses.
    Status {
        /// The HTTP status.
        code: u16,
        /// The error, such as `ThrottlingException` (`SlowDown` from S3, `temporarily_unavailable` from sign-in).
        error_type: String,
    },
    /// The call is not carried out, and the connection is closed without an answer, as by a service that is stopped.
    Refuse,
    /// The call is carried out, and the connection is closed without an answer.
    LoseAnswer,
    /// Cancels a transaction for a conflict with another one (`TransactionConflict`). The local DynamoDB runs
    /// transactions one after another, so it never answers that itself.
    Conflict,
    /// The call is neither carried out nor answered, until the fault is cleared or another one set.
    Hang,
}

impl Fault {
    /// A refusal with an HTTP status and an error type.
    pub fn status(code: u16, error_type: impl Into<String>) -> Self {
        Self::Status { code, error_type: error_type.into() }
    }

    /// Only with this operation, such as `PutItem`, `GenerateMac` or `GetObject`.
    pub fn on(self, operation: impl Into<String>) -> Injection {
        Injection::from(self).on(operation)
    }

    /// Only with calls that name this table (of S3: this bucket).
    pub fn table(self, table: impl Into<String>) -> Injection {
        Injection::from(self).table(table)
    }

    /// Only with the next calls, as many as this, that the other conditions allow.
    pub fn times(self, calls: usize) -> Injection {
        Injection::from(self).times(calls)
    }

    /// Applies to this percentage of calls, drawn from `seed`.
    pub fn chance(self, percent: u8, seed: u64) -> Injection {
        Injection::from(self).chance(percent, seed)
    }
}

/// A [`Fault`] and the calls that it is for.
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
    /// Also with this operation; with every one if none is named.
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operations.push(operation.into());
        self
    }

    /// Only with calls that name this table (of S3: this bucket).
    #[must_use]
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.table = Some(table.into());
        self
    }

    /// Only with the next calls, as many as this, that the other conditions allow.
    #[must_use]
    pub fn times(mut self, calls: usize) -> Self {
        self.calls = Some(calls);
        self
    }

    /// Applies to this percentage of calls, drawn from `seed`.
    #[must_use]
    pub fn chance(mut self, percent: u8, seed: u64) -> Self {
        self.chance = Some(Chance::new(percent, seed));
        self
    }

    /// Applies to this many of a thousand calls, drawn from `seed`.
    pub(crate) fn rarely(mut self, per_mille: u16, seed: u64) -> Self {
        self.chance = Some(Chance { per_mille, state: seed });
        self
    }

    /// The fault, if it is for this call; counts the call.
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
    fn only_the_named_operation_table_and_number_of_calls() {
        let replay = ["replay".to_owned()];
        let mut injection = Fault::Refuse.on("PutItem").on("UpdateItem").table("replay").times(2);

        assert_eq!(injection.apply("GetItem", &replay), None);
        assert_eq!(injection.apply("PutItem", &["usage".to_owned()]), None);
        assert_eq!(injection.apply("PutItem", &replay), Some(Fault::Refuse));
        assert_eq!(injection.apply("UpdateItem", &["usage".to_owned(), "replay".to_owned()]), Some(Fault::Refuse));
        assert_eq!(injection.apply("PutItem", &replay), None);
    }

    #[test]
    fn some_calls_by_chance_and_the_same_ones_by_the_same_seed() {
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
    fn every_call_without_conditions() {
        let mut injection = Injection::from(Fault::Hang);
        assert_eq!(injection.apply("GetItem", &[]), Some(Fault::Hang));
        assert_eq!(injection.apply("", &[]), Some(Fault::Hang));
    }
}
