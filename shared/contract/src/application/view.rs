//! An application as people see it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ApplicationName, SourceBlock};
use crate::api_key::ApiKeyId;
use crate::id::{ApplicationId, OrganizationId};
use crate::json::names;
use crate::member::UserId;
use crate::permission::PermissionSet;
use crate::route::Output;
use crate::signing_key::{Fingerprint, SigningPublicKey};
use crate::time::Timestamp;

names! {
    /// Whether an API key can be used.
    pub enum ApiKeyStatus {
        Active = "ACTIVE",
        /// It has an end in the future.
        Expiring = "EXPIRING",
        Expired = "EXPIRED",
        /// Final.
        Revoked = "REVOKED",
    }
}

names! {
    /// Which of the two signing keys it is.
    pub enum SigningKeyStatus {
        Current = "CURRENT",
        /// Replaced, and still verifying during its grace window.
        Retiring = "RETIRING",
    }
}

/// An API key as people see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyView {
    /// Which of the application's keys it is.
    pub id: ApiKeyId,
    /// Everything before the secret.
    #[schemars(example = &"nuv_test_0HqYx3vQm6h2nXcYt8Wd1e0001")]
    pub prefix: String,
    /// The last four characters.
    #[schemars(example = &"x7Qd")]
    pub last_four: String,
    /// Whether it can be used.
    pub status: ApiKeyStatus,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it ends.
    #[schemars(extend("x-example" = false))]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    #[schemars(extend("x-example" = false))]
    pub revoked_at: Option<Timestamp>,
    /// When it last let a request through, to within a minute.
    pub last_used_at: Option<Timestamp>,
    /// From which address.
    #[schemars(example = &"203.0.113.7")]
    pub last_used_source_ip: Option<String>,
    /// On which route.
    #[schemars(example = &"customers-list")]
    pub last_used_route: Option<String>,
    /// Whether its hash was made with the HMAC key that new API keys are hashed with. One that was not goes on
    /// working; replacing it moves on to the new HMAC key.
    #[schemars(example = true)]
    pub hmac_key_current: bool,
}

/// A signing key as people see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SigningKeyView {
    /// Lower-case hex SHA-256 of the DER SubjectPublicKeyInfo.
    pub fingerprint: Fingerprint,
    /// Bits of its modulus.
    #[schemars(example = 2048)]
    pub bits: u32,
    /// The public key, PEM.
    pub public_key: SigningPublicKey,
    /// Which of the two it is.
    pub status: SigningKeyStatus,
    /// When it was installed.
    pub installed_at: Timestamp,
    /// When it stops verifying.
    #[schemars(extend("x-example" = false))]
    pub retires_at: Option<Timestamp>,
    /// When it last verified a request, to within a minute.
    pub last_used_at: Option<Timestamp>,
}

/// Judgment on a pasted public key: the key, or the reason for refusing it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InspectedKey {
    /// Key that would be registered.
    pub key: Option<AcceptedKey>,
    /// Reason for refusing the key, and the next step. The pasted text is the subject of the sentence.
    #[schemars(extend("x-example" = false))]
    pub reason: Option<String>,
}

/// Public key that would be accepted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedKey {
    /// Public key, PEM, without the surrounding text.
    pub public_key: SigningPublicKey,
    /// Size of its modulus in bits.
    #[schemars(example = 2048)]
    pub bits: u32,
    /// Lower-case hex SHA-256 of the DER SubjectPublicKeyInfo.
    pub fingerprint: Fingerprint,
}

impl Output for InspectedKey {}

/// An API application as people see it. Never a secret, never a hash.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Who owns it.
    pub organization_id: OrganizationId,
    /// Its name.
    #[schemars(example = &"Payments service")]
    pub name: ApplicationName,
    /// Whether it may be used.
    #[schemars(example = true)]
    pub enabled: bool,
    /// What it may do.
    pub permissions: PermissionSet,
    /// Where requests may come from; empty: from anywhere.
    pub allowed_source_ips: Vec<SourceBlock>,
    /// True if requests are refused when the claim `headers` lacks a sent header. The rule covers `idempotency-key`,
    /// `if-match` and `content-type`.
    #[schemars(example = false)]
    pub require_signed_headers: bool,
    /// Its API keys, oldest first.
    pub api_keys: Vec<ApiKeyView>,
    /// Its signing keys, the current one first.
    pub signing_keys: Vec<SigningKeyView>,
    /// When it was created.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: UserId,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Counts the changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Output for Application {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}
