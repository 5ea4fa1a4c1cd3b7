//! Applications as people see them.

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
    /// Status of an API key.
    pub enum ApiKeyStatus {
        Active = "ACTIVE",
        /// Valid, and expires at `expiresAt`.
        Expiring = "EXPIRING",
        Expired = "EXPIRED",
        /// Revoked for good.
        Revoked = "REVOKED",
    }
}

names! {
    /// Status of a signing key.
    pub enum SigningKeyStatus {
        Current = "CURRENT",
        /// Replaced, and still valid until `retiresAt`.
        Retiring = "RETIRING",
    }
}

/// API key without its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyView {
    /// Key id within the application.
    pub id: ApiKeyId,
    /// Everything before the secret.
    #[schemars(example = &"nuv_test_0HqYx3vQm6h2nXcYt8Wd1e0001")]
    pub prefix: String,
    /// Last four characters.
    #[schemars(example = &"x7Qd")]
    pub last_four: String,
    /// Status of the key.
    pub status: ApiKeyStatus,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time at which it expires or expired.
    #[schemars(extend("x-example" = false))]
    pub expires_at: Option<Timestamp>,
    /// Time at which it was revoked.
    #[schemars(extend("x-example" = false))]
    pub revoked_at: Option<Timestamp>,
    /// Time of the last accepted request, to within a minute.
    pub last_used_at: Option<Timestamp>,
    /// Source address of that request.
    #[schemars(example = &"203.0.113.7")]
    pub last_used_source_ip: Option<String>,
    /// Route of that request.
    #[schemars(example = &"customers-list")]
    pub last_used_route: Option<String>,
    /// `true` if its hash uses the current HMAC key. A key with `false` stays valid; replace it to move to the new HMAC
    /// key.
    #[schemars(example = true)]
    pub hmac_key_current: bool,
}

/// Signing key of an application.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SigningKeyView {
    /// Lower-case hex SHA-256 of the DER SubjectPublicKeyInfo.
    pub fingerprint: Fingerprint,
    /// Size of the modulus in bits.
    #[schemars(example = 2048)]
    pub bits: u32,
    /// Public key as PEM.
    pub public_key: SigningPublicKey,
    /// Status of the key.
    pub status: SigningKeyStatus,
    /// Time at which it was installed.
    pub installed_at: Timestamp,
    /// Time at which it stops being valid.
    #[schemars(extend("x-example" = false))]
    pub retires_at: Option<Timestamp>,
    /// Time of the last request that it verified, to within a minute.
    pub last_used_at: Option<Timestamp>,
}

/// Result of checking a pasted public key: the key, or the reason for refusing it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InspectedKey {
    /// Key that would be registered; `null` if it is refused.
    pub key: Option<AcceptedKey>,
    /// Reason for refusing the key, and the next step. The subject of the sentence is the pasted text.
    #[schemars(extend("x-example" = false))]
    pub reason: Option<String>,
}

/// Public key that would be accepted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedKey {
    /// Public key as PEM, without the surrounding text.
    pub public_key: SigningPublicKey,
    /// Size of the modulus in bits.
    #[schemars(example = 2048)]
    pub bits: u32,
    /// Lower-case hex SHA-256 of the DER SubjectPublicKeyInfo.
    pub fingerprint: Fingerprint,
}

impl Output for InspectedKey {}

/// API application. It shows no secret and no hash.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// Application id.
    pub id: ApplicationId,
    /// Owning organization.
    pub organization_id: OrganizationId,
    /// Name of the application.
    #[schemars(example = &"Payments service")]
    pub name: ApplicationName,
    /// `false` if the application is disabled: its requests are refused.
    #[schemars(example = true)]
    pub enabled: bool,
    /// Permissions of the application.
    pub permissions: PermissionSet,
    /// IP addresses that requests may come from. An empty list allows any address.
    pub allowed_source_ips: Vec<SourceBlock>,
    /// Requires tokens to sign the headers that change a request's effect. These are `idempotency-key`, `if-match` and
    /// `content-type`, each if it is sent. Tokens sign them in the claim `headers`. Other requests are refused.
    #[schemars(example = false)]
    pub require_signed_headers: bool,
    /// API keys, oldest first.
    pub api_keys: Vec<ApiKeyView>,
    /// Signing keys, the current one first.
    pub signing_keys: Vec<SigningKeyView>,
    /// Time of creation.
    pub created_at: Timestamp,
    /// User who created it.
    pub created_by: UserId,
    /// Time of the last change.
    pub updated_at: Timestamp,
    /// Number of changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Output for Application {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}
