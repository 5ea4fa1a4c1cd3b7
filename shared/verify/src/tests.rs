//! The checks one by one and in their order, with a backend that answers at once and writes down what it was asked.

mod attribution;
mod claims;
mod diagnosis;
mod fakes;
mod forgeries;
mod order;
mod signing_keys;
mod token;
