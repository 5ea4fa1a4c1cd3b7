//! Definition of the API: routes, permissions, error codes, ids, wire types and their parsers.
//!
//! No I/O, no async, no AWS. A value that exists is valid: input is parsed by `json::FromJson` or `FromStr`, never
//! checked later.
//!
//! # Bodies
//!
//! A body is read into a tree that refuses duplicate names. Each type takes its members from the tree, so that every
//! wrong field is reported at once; `serde` alone would stop at the first. A patch is a JSON merge patch (RFC 7396),
//! judged as the whole record that it makes. A test holds every route's limit of a body against the widest body that
//! its schema allows: one character can take 12 bytes in JSON (`\ud83d\ude00`).
//!
//! A customer's profile has at most 360,000 bytes, since DynamoDB takes items of 400 KB.
//!
//! # Texts (`value`)
//!
//! `OneLine` is for names, addresses and numbers, `Text` for several lines. One function judges both by Unicode
//! properties (ICU4X). Text that was stored before a rule grew stricter is read as it is.
//!
//! Names of applications are compared by `name::look_alike`: NFKC, case-folded, without invisible characters, and the
//! skeleton of UTS #39. The exact name is taken under `NAME#`, its looks under `LOOKS#`, `LOOKS_CAPITALS#` and
//! `LOOKS_STROKES#`. No single form finds `paypaI` beside `paypal` and keeps `MAIL` and `MALL` apart.
//!
//! # Secrets in texts (`secrets`)
//!
//! `Reader::parse_text` and the parts of a form read every text of a request. They refuse private keys in any form, API
//! keys with a correct checksum, and signed tokens. This is no rule of the text types: text that was stored before must
//! stay readable.
//!
//! # Pasted public keys (`signing_key`)
//!
//! `paste::find` finds exactly one PEM block `PUBLIC KEY`, with any text, quotes, escapes and white space around and
//! inside. Every other form is recognised by its structure, and refused with the command that converts it. A test runs
//! every command and registers what it prints. Base64 without armour is refused too: it is unambiguous, but a
//! credential should not rest on a guess, and the command costs a partner a minute, once.
//!
//! The console asks the API (`POST /partner/v1/public-key/inspect`, with the body type of a registration), so there is
//! no second judgment. Only *private or not* is decided in the browser as well, before anything is sent
//! (`web/src/logic/private-key.ts`). It and `secrets` pass the same table, `tests/vectors/pasted_keys.json`, and its
//! words are generated from Rust. WebAssembly would spare that copy, at the price of a second target, a module of 100
//! KB and `wasm-unsafe-eval` in the page's policy.
//!
//! # Forms and files (`multipart`, `file_name`, `file`)
//!
//! General form parsers (`multer`) know no `filename*`, and give one reason for every mistake; here each mistake has
//! its own. `multer` is the referee in the tests, which read what clients send (`tests/vectors/forms.json`).
//! `file_name` makes every file name, and `Content-Disposition`. `file` judges a file by its first bytes (kind) and by
//! the end of its structure (complete).
//!
//! # Lists
//!
//! `page` knows the form of a cursor; `runtime` seals and opens it. `world` has countries, the IBAN registry and postal
//! codes; `world/tables.py` wrote the last two, with their date.
//!
//! # Money (`money`)
//!
//! `Amount` is a decimal from the body to the item.

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
