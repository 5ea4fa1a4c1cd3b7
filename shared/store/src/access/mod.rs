//! Organizations, members and applications.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | organization | `ORG#<org>` | `ORG` |
//! | organization, listed | `ORGANIZATIONS` | `ORGANIZATION#<org>` |
//! | person | `USER#<sub>` | `MEMBER` |
//! | member of an organization, listed | `ORG#<org>` | `MEMBER#<added at>.<sub>` |
//! | application | `<app>` | `APPLICATION` |
//! | application of an organization, listed | `ORG#<org>` | `APPLICATION#<app>` |
//! | taken name in an organization | `ORG#<org>` | `NAME#<name in lower case>` |
//! | look of a taken name | `ORG#<org>` | `LOOKS#`, `LOOKS_CAPITALS#` or `LOOKS_STROKES#`, and the look |
//! | signing key, registered | `SIGNING_KEYS` | `<fingerprint>` |
//! | count of signing key registrations | `SIGNING_KEYS` | `#` |
//! | maker of a credential of an organization, with the last time as `madeAt` | `ORG#<org>` | `CREDENTIAL_BY#<sub>` |
//! | key that hashes new API keys | `DEPLOYMENT` | `HMAC_KEY` |

mod application_item;
mod applications;
mod change;
mod create;
mod credentials;
mod listing;
mod memberships;
mod organizations;
mod signing_keys;

pub use applications::Applications;
pub(crate) use credentials::credential_key;
pub use memberships::{Members, Memberships};
pub use organizations::Organizations;
