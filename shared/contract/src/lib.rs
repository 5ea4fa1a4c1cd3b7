//! API contract: routes, permissions, error codes, ids, request and response types.
//!
//! No I/O, no async, no AWS. All other crates use these types, and a value that exists is valid: input is parsed by
//! [`json::FromJson`] or `FromStr`, and never checked later.

pub mod account;
pub mod activity;
pub mod api_key;
pub mod application;
pub mod audit;
pub mod base62;
pub mod beneficiary;
pub mod code;
pub mod crypto;
pub mod currency;
pub mod customer;
pub mod diagnosis;
pub mod document;
pub mod file;
pub mod file_name;
pub mod id;
pub mod if_match;
pub mod industry;
pub mod json;
pub mod member;
pub mod money;
pub mod multipart;
pub mod name;
pub mod organization;
pub mod page;
pub mod payment;
pub mod permission;
pub mod problem;
pub mod query;
pub mod quote;
pub mod rates;
pub mod reference;
pub mod refused_request;
pub mod review;
pub mod route;
pub mod routes;
pub mod screening;
pub mod secrets;
pub mod signing_key;
pub mod table;
pub mod ticket;
pub mod time;
pub mod upload;
pub mod value;
mod world;
