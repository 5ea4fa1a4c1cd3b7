//! API applications: request bodies, answers, and the record that requests are judged by.

mod body;
mod revealed;
mod source_block;
mod view;

pub use body::{ApplicationPatch, NewApiKey, NewApplication, NewSigningKey, PastedKey, Seconds};
pub use revealed::{ApplicationWithKey, RevealedKey, shown_before};
pub use source_block::SourceBlock;
pub use view::{AcceptedKey, ApiKeyStatus, ApiKeyView, Application, InspectedKey, SigningKeyStatus, SigningKeyView};

use crate::name::Name;
use crate::value::List;

/// Most API keys of an application that are neither revoked nor expired.
pub const MAX_LIVE_KEYS: usize = 10;
/// Most revoked or expired API keys that are still shown. The limit stops the item from growing with each rotation.
pub const MAX_PAST_KEYS: usize = 10;
/// Most applications of an organization.
pub const MAX_APPLICATIONS: u32 = 100;
/// Longest time that replaced API keys stay valid, in seconds: 30 days.
pub const MAX_API_KEY_GRACE: u32 = 30 * 24 * 60 * 60;
/// Longest time that a replaced signing key stays valid, in seconds: 7 days.
pub const MAX_SIGNING_KEY_GRACE: u32 = 7 * 24 * 60 * 60;

/// Name of an application: the service or deployment that holds the credential.
pub type ApplicationName = Name;
/// Source addresses that requests may come from. Empty: any address.
pub type SourceBlocks = List<SourceBlock, 0, 50>;
