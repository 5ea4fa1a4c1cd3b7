//! What people do to organizations, members and API applications: the same for a partner's own user and for an admin
//! who acts for the partner. What differs is whom they may act for, and that is a type: [`Manager`].
//!
//! A change is a function from a record to the next one. What is written into the audit history is the difference of
//! the two, so that no change can forget it.

mod applications;
mod change;
mod credentials;
mod history;
mod manager;
mod members;
mod organizations;
mod view;

pub use applications::{create, delete, get, list, refusals, update};
pub use credentials::{create_api_key, replace_signing_key, revoke_api_key};
pub use manager::Manager;
pub use members::{list_members, put_member, remove_member};
pub use organizations::{create_organization, get_organization, list_organizations, update_organization};
