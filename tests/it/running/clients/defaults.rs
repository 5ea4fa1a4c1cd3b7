//! Clients with library defaults: fractional seconds, arrays of one audience, empty queries.

use std::fs;

use super::{application, assert_no_secret_printed, run, runner};
use crate::running::dev::Dev;

/// PyJWT with `time.time()`, a list of audiences, `nbf`, and a query without parameters.
const PYTHON: &str = include_str!("defaults.py");

/// jsonwebtoken, which sets `iat` itself and keeps an array of audiences.
const NODE: &str = include_str!("defaults.mjs");

#[test]
fn clients_with_library_defaults_are_served() {
    let dev = Dev::shared();
    let folder = application(dev, "clients-defaults", "2048");
    for (name, program) in [("defaults.py", PYTHON), ("defaults.mjs", NODE)] {
        fs::write(folder.join(name), program).unwrap();
        assert_eq!(run(&mut runner(name, &folder), &folder, dev, &[]), "200\n", "{name}");
    }
    assert_no_secret_printed(dev, &folder);
}
