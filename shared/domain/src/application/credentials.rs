//! API keys and signing keys: added, replaced with a grace window, revoked.

use contract::api_key::ApiKeyId;
use contract::application::{MAX_LIVE_KEYS, MAX_PAST_KEYS};
use contract::signing_key::SigningPublicKey;
use contract::time::Timestamp;

use super::record::{ApiKeyRecord, ApplicationRecord, SigningKeyRecord};
use crate::change::Decision;
use crate::error::CommandError;
use crate::record::Entity as _;

/// Refusal of a rotation that another one overtook.
const OVERTAKEN: CommandError = CommandError::Conflict(std::borrow::Cow::Borrowed(ApplicationRecord::OVERTAKEN));

/// Refuses an end that is not in the future.
///
/// # Errors
/// [`CommandError::Invalid`]
pub fn check_future(pointer: &str, end: Option<Timestamp>, now: Timestamp) -> Result<(), CommandError> {
    if end.is_none_or(|end| end > now) { Ok(()) } else { Err(CommandError::invalid(pointer, "must be in the future")) }
}

/// Refuses a rotation if API keys have changed since `first`.
///
/// # Errors
/// [`CommandError::Conflict`]
pub fn check_rotation(first: &ApplicationRecord, now: &ApplicationRecord) -> Result<(), CommandError> {
    let api_keys = |record: &ApplicationRecord| {
        let ends = record.api_keys.iter().map(|key| (key.id.clone(), key.expires_at, key.revoked_at));
        ends.collect::<Vec<_>>()
    };
    if api_keys(first) == api_keys(now) { Ok(()) } else { Err(OVERTAKEN) }
}

/// Application with a new API key.
///
/// With `replace_after`, the other keys end after that many seconds. A key with an earlier end keeps it.
///
/// # Errors
/// [`CommandError::Conflict`] if the application has the maximum number of keys.
pub fn add_api_key(
    application: &ApplicationRecord,
    new: ApiKeyRecord,
    replace_after: Option<u32>,
    now: Timestamp,
) -> Result<Decision<ApplicationRecord>, CommandError> {
    let mut record = application.clone();
    for key in record.api_keys.iter_mut().filter(|key| is_live(key, now)) {
        match replace_after {
            None => {}
            Some(0) => key.revoked_at = Some(now),
            Some(seconds) => {
                let end = now.plus_seconds(i64::from(seconds));
                key.expires_at = Some(key.expires_at.map_or(end, |present| present.min(end)));
            }
        }
    }
    record.api_keys.push(new);
    if record.api_keys.iter().filter(|key| is_live(key, now)).count() > MAX_LIVE_KEYS {
        let detail =
            format!("The application already has {MAX_LIVE_KEYS} API keys in use, the maximum. Revoke one first.");
        return Err(CommandError::Conflict(detail.into()));
    }
    drop_past_keys(&mut record, now);
    Ok(Decision::to(record))
}

/// Application with an API key revoked for good. A key that is already revoked keeps its time.
///
/// # Errors
/// [`CommandError::NotFound`]
pub fn revoke_api_key(
    application: &ApplicationRecord,
    key: &ApiKeyId,
    now: Timestamp,
) -> Result<Decision<ApplicationRecord>, CommandError> {
    let mut after = application.clone();
    let key = after.api_keys.iter_mut().find(|held| held.id == *key).ok_or(CommandError::NotFound)?;
    key.revoked_at = key.revoked_at.or(Some(now));
    Ok(Decision::to(after))
}

/// Application with a new signing key. The former key verifies for `grace` more seconds.
///
/// `first` is the application as the rotation first read it. It detects other rotations since then.
///
/// # Errors
/// [`CommandError::Taken`] if it is already the current key; [`CommandError::Conflict`] after another rotation, or if a
/// grace window is requested while another one runs.
pub fn replace_signing_key(
    first: &ApplicationRecord,
    application: &ApplicationRecord,
    new: &SigningPublicKey,
    grace: u32,
    now: Timestamp,
) -> Result<Decision<ApplicationRecord>, CommandError> {
    let signing_keys = |record: &ApplicationRecord| {
        let keys = record.signing_keys.iter().map(|held| (held.key.fingerprint().clone(), held.retires_at));
        keys.collect::<Vec<_>>()
    };
    if signing_keys(first) != signing_keys(application) {
        return Err(OVERTAKEN);
    }
    let signing_keys = with_signing_key(&application.signing_keys, new.clone(), grace, now)?;
    Ok(Decision::to(ApplicationRecord { signing_keys, ..application.clone() }))
}

fn is_live(key: &ApiKeyRecord, now: Timestamp) -> bool {
    key.revoked_at.is_none() && key.expires_at.is_none_or(|end| end > now)
}

/// Drops the keys that ended first, beyond [`MAX_PAST_KEYS`]: the item must not grow with each rotation.
fn drop_past_keys(record: &mut ApplicationRecord, now: Timestamp) {
    let ended = |key: &ApiKeyRecord| key.revoked_at.or(key.expires_at);
    let past = record.api_keys.iter().filter(|key| !is_live(key, now));
    let mut past: Vec<_> = past.map(|key| (ended(key), key.id.clone())).collect();
    // The sort is stable: of keys with the same end, the oldest stays first.
    past.sort_by_key(|(end, _)| *end);
    past.truncate(past.len().saturating_sub(MAX_PAST_KEYS));
    record.api_keys.retain(|key| past.iter().all(|(_, dropped)| *dropped != key.id));
}

/// Signing keys after `new` replaced the current one: two at most.
///
/// Without a grace window only `new` stays, so an urgent rotation never has to wait.
fn with_signing_key(
    held: &[SigningKeyRecord],
    new: SigningPublicKey,
    grace: u32,
    now: Timestamp,
) -> Result<Vec<SigningKeyRecord>, CommandError> {
    let (current, retiring): (Vec<_>, Vec<_>) =
        held.iter().filter(|held| held.is_live(now)).partition(|held| held.retires_at.is_none());
    if current.iter().any(|held| held.key.fingerprint() == new.fingerprint()) {
        return Err(CommandError::taken("/publicKey", "is already the application's current signing key"));
    }
    let mut keys = vec![SigningKeyRecord { key: new, installed_at: now, retires_at: None }];
    if grace > 0 {
        let other = retiring.iter().find(|held| keys.iter().all(|new| new.key.fingerprint() != held.key.fingerprint()));
        if let Some(end) = other.and_then(|held| held.retires_at) {
            return Err(CommandError::Conflict(
                format!(
                    "The previous signing key is valid until {end}, and an application has at most two signing keys. \
                     Wait until then, or send `graceSeconds` 0, which ends both former keys now."
                )
                .into(),
            ));
        }
        let end = now.plus_seconds(i64::from(grace));
        keys.extend(current.into_iter().map(|held| SigningKeyRecord { retires_at: Some(end), ..held.clone() }));
    }
    Ok(keys)
}

#[cfg(test)]
mod tests;
