//! Known attacks, each refused with its code.

mod address;
mod algorithm;
mod body;
mod codes;
mod cross;
mod diagnose;
mod encoding;
mod events;
mod headers;
mod key_injection;
mod keys_registration;
mod names;
mod padding;
mod replay;
mod signature;
mod signed_headers;
mod source_ip;
mod state;
pub(super) mod target;
mod times;
mod types;
