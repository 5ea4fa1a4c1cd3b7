//! Free disk space for the target folder.

use std::path::Path;

use crate::finding::Outcome;
use crate::machine::Machine;

/// Megabytes for a clean build for `dev`, with a margin.
pub(crate) const OF_DEV: u64 = 4_000;
/// Megabytes for a build of all tests.
pub(crate) const OF_TESTS: u64 = 10_000;
/// Megabytes needed when everything is already built.
const BUILT: u64 = 500;

/// Checks that a build of this size fits, or already exists.
pub(crate) fn check(machine: &Machine, megabytes: u64) -> Outcome {
    let needed = if machine.target.join("debug/dev.built").exists() { BUILT } else { megabytes };
    // The build may not have created the folder yet.
    let place = machine.target.ancestors().find(|place| place.exists()).unwrap_or(Path::new("/"));
    let free = match machine.ask("df", &["-Pk", &place.display().to_string()]) {
        Ok(table) => free(&table),
        Err(reason) => return Outcome::Fine(format!("not known, as {reason}")),
    };
    let Some(free) = free else { return Outcome::Fine("not known, as the answer of df cannot be read".to_owned()) };
    if free >= needed {
        return Outcome::Fine(format!("{free} MB are free on the disk of {}", place.display()));
    }
    Outcome::wrong(
        format!("{free} MB are free on the disk of {}, and {needed} MB are needed", place.display()),
        "Free some space (`cargo clean` removes the target folder), or set CARGO_TARGET_DIR to a folder on another disk",
    )
}

/// Parses the free megabytes in the output of `df -Pk`. They precede the percentage.
fn free(table: &str) -> Option<u64> {
    let fields: Vec<&str> = table.lines().nth(1)?.split_whitespace().collect();
    let percentage = fields.iter().rposition(|field| field.ends_with('%'))?;
    Some(fields.get(percentage.checked_sub(1)?)?.parse::<u64>().ok()? / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_df_is_read() {
        let table = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/my disk     263174212 14234 82837504      15% /a b";
        assert_eq!(free(table), Some(80_896));
        assert_eq!(free("df: no such file"), None);
    }
}
