//! Tests of single checks and of their order. The backend answers at once and records its calls.

mod attribution;
mod claims;
mod diagnosis;
mod fakes;
mod forgeries;
mod order;
mod signing_keys;
mod token;
