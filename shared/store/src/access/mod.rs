//! Organizations, members and applications.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | organization | `ORG#<org>` | `ORG` |
//! | member | `USER#<sub>` | `MEMBER` |
//! | application | `<app>` | `APPLICATION` |
//! | application of an organization | `ORG#<org>` | `APPLICATION#<app>` |
//! | name taken in an organization | `ORG#<org>` | `NAME#<name>` |
//! | signing key taken | `SIGNING_KEY#<fingerprint>` | `SIGNING_KEY` |

mod application_item;
mod applications;
mod create;
mod memberships;
mod organizations;

pub use applications::Applications;
pub use create::CreateApplicationError;
pub use memberships::Memberships;
pub use organizations::Organizations;
