//! `/api/v1`

mod customers;
