//! Operator's commands: `cargo xtask token`, `hmac-key` and `admin`. They work on a deployment or a running `dev`.

pub mod admin;
mod deployment;
pub mod hmac_key;
pub mod token;
