//! Space on the disk of the target folder.

use std::path::Path;

use crate::finding::Outcome;
use crate::machine::Machine;

/// Megabytes that a build for `dev` from nothing takes, with room.
pub(crate) const OF_DEV: u64 = 4_000;
/// Megabytes that a build of all tests takes.
pub(crate) const OF_TESTS: u64 = 10_000;
/// Megabytes that suffice once everything is built.
const BUILT: u64 = 500;

/// Checks that a build that takes so many megabytes fits, or that it was made already.
pub(crate) fn check(machine: &Machine, megabytes: u64) -> Outcome {
    let needed = if machine.target.join("debug/dev.built").exists() { BUILT } else { megabytes };
    // The folder itself may be made only by the build.
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

/// Free megabytes, of the table that `df -Pk` prints: they stand before the percentage.
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
