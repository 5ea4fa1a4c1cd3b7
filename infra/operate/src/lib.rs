//! Operator's commands on a deployment or a running `dev`: `cargo xtask token`, `hmac-key` and `admin`.

pub mod admin;
pub mod deployment;
pub mod hmac_key;
pub mod token;
