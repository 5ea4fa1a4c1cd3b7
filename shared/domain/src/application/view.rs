//! Application as people see it, without secrets or hashes.

use contract::application::{ApiKeyView, Application, SigningKeyStatus, SigningKeyView};
use contract::time::Timestamp;

use super::record::{ApplicationRecord, HmacKeyArn, LastUse};

/// Returns the view at `now`, with the last uses of the keys. `hmac_key` is the key that hashes new API keys.
pub fn view(record: ApplicationRecord, uses: &[LastUse], hmac_key: &HmacKeyArn, now: Timestamp) -> Application {
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
        last_used_at: uses.iter().filter(|used| used.signing_key == *key.key.fingerprint()).map(|used| used.at).max(),
        public_key: key.key,
    });
    Application {
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
