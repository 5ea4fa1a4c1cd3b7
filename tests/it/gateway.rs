//! The system as `cargo xtask dev` runs it: over HTTP, with every function under `cargo lambda watch`.
