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
//! | name taken in an organization | `ORG#<org>` | `NAME#<name in lower case>` |
//! | look of a name taken in an organization | `ORG#<org>` | `LOOKS#`, `LOOKS_CAPITALS#`, `LOOKS_STROKES#` and the form |
//! | signing key, registered | `SIGNING_KEYS` | `<fingerprint>` |
//! | registrations of signing keys, counted | `SIGNING_KEYS` | `#` |
//! | person who made a credential of an organization, with `madeAt`, the last time | `ORG#<org>` | `CREDENTIAL_BY#<sub>` |
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
