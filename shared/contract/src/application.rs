//! API applications: what people send and see, and the record that judges a request.

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

/// API keys of an application that are neither revoked nor expired, at most.
pub const MAX_LIVE_KEYS: usize = 10;
/// API keys that are revoked or expired and still shown, at most: the item must not grow with each rotation.
pub const MAX_PAST_KEYS: usize = 10;
/// Applications of an organization, at most.
pub const MAX_APPLICATIONS: u32 = 100;
/// Seconds for which replaced API keys go on, at most: 30 days.
pub const MAX_API_KEY_GRACE: u32 = 30 * 24 * 60 * 60;
/// Seconds for which a replaced signing key goes on, at most: 7 days.
pub const MAX_SIGNING_KEY_GRACE: u32 = 7 * 24 * 60 * 60;

/// An application's name: says which service or deployment holds the credential.
pub type ApplicationName = Name;
/// Where requests may come from; empty: from anywhere.
pub type SourceBlocks = List<SourceBlock, 0, 50>;
