//! Checks of the whole workspace: `cargo xtask test`, `lint` and `grants`.

pub mod grants;
pub mod lint;
pub mod test;
