//! Applications as people see them.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ApplicationName, ApplicationRecord, HmacKeyArn, LastUse, SourceBlock};
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

impl Application {
    /// Builds the view of `record` at `now`. `uses` are the last uses of its keys. `hmac_key` hashes new API keys.
    #[must_use]
    pub fn of(record: ApplicationRecord, uses: &[LastUse], hmac_key: &HmacKeyArn, now: Timestamp) -> Self {
        let api_keys = record.api_keys.into_iter().map(|key| {
            let last = uses.iter().filter(|used| used.api_key == key.id).max_by_key(|used| used.at);
            ApiKeyView {
                status: key.status(now),
                id: key.id,
                prefix: key.prefix,
                last_four: key.last_four,
                created_at: key.created_at,
                expires_at: key.expires_at,
                revoked_at: key.revoked_at,
                last_used_at: last.map(|used| used.at),
                last_used_source_ip: last.map(|used| used.source_ip.clone()),
                last_used_route: last.map(|used| used.route.clone()),
                hmac_key_current: key.hmac_key == *hmac_key,
            }
        });
        let signing_keys = record.signing_keys.into_iter().filter(|key| key.is_live(now)).map(|key| SigningKeyView {
            fingerprint: key.key.fingerprint().clone(),
            bits: key.key.bits(),
            status: if key.retires_at.is_none() { SigningKeyStatus::Current } else { SigningKeyStatus::Retiring },
            installed_at: key.installed_at,
            retires_at: key.retires_at,
            last_used_at: uses
                .iter()
                .filter(|used| used.signing_key == *key.key.fingerprint())
                .map(|used| used.at)
                .max(),
            public_key: key.key,
        });
        Self {
            api_keys: api_keys.collect(),
            signing_keys: signing_keys.collect(),
            id: record.id,
            organization_id: record.organization,
            name: record.name,
            enabled: record.enabled,
            permissions: record.permissions,
            allowed_source_ips: record.allowed_source_ips,
            require_signed_headers: record.require_signed_headers,
            created_at: record.created_at,
            created_by: record.created_by,
            updated_at: record.updated_at,
            revision: record.revision,
        }
    }
}
