//! `/api/v1`

mod customers;
mod reference;
