//! API keys and signing keys: created, replaced with a grace window, revoked.
//!
//! What a rotation makes of an application is a function of the application, the request and the time.

use contract::api_key::ApiKeyId;
use contract::application::{
    ApiKeyRecord, Application, ApplicationRecord, ApplicationWithKey, MAX_LIVE_KEYS, MAX_PAST_KEYS, NewApiKey,
    NewSigningKey, RevealedKey, SigningKeyRecord,
};
use contract::id::ApplicationId;
use contract::problem::FieldError;
use contract::signing_key::SigningPublicKey;
use contract::time::Timestamp;
use keyhash::{Issued, KeyRandom};
use runtime::{Context, Failure};
use verify::IfMatch;

use crate::change::{self, change, taken};
use crate::manager::Manager;
use crate::view::view;

/// Times a key number is drawn that the application does not have yet: of 14 million, it has some 20.
const DRAWS: usize = 4;

/// Creates an API key, beside the others or in their place. It is in this answer and nowhere else.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` where there are as many keys as there may be, or
/// another rotation was made at the same moment.
pub async fn create_api_key(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    new: NewApiKey,
) -> Result<ApplicationWithKey, Failure> {
    check_future("/expiresAt", new.expires_at, cx)?;
    let first = change::read(cx, manager, id, if_match).await?;
    let hmac_key = cx.hmac_key().await?;
    let random = draw(cx, &first)?;
    let issued = cx.key_hash().issue(cx.config().key_mode, id, &hmac_key, random).await?;
    let after = cx.retry(change::LOST, || async {
        let before = change::read(cx, manager, id, if_match).await?;
        check_rotation(new.replace_after.is_some(), &first, &before)?;
        let moment = change::moment(cx, &before);
        let record = issued_record(&issued, new.expires_at, moment.at());
        let after = with_api_key(before.clone(), record, new.replace_after, moment.at())?;
        change::write(cx, manager, before, after, &moment).await
    });
    let application = view(cx, &cx.store().applications(manager.organization()), after.await?).await?;
    Ok(ApplicationWithKey { application, api_key: RevealedKey::once(issued.key) })
}

/// Refuses a rotation that was overtaken by another. Adding a key removes nothing, so it is tried again.
fn check_rotation(replaces: bool, first: &ApplicationRecord, now: &ApplicationRecord) -> Result<(), Failure> {
    let live = |record: &ApplicationRecord| {
        let ends = record.api_keys.iter().map(|key| (key.id.clone(), key.expires_at, key.revoked_at));
        ends.collect::<Vec<_>>()
    };
    if replaces && live(first) != live(now) { Err(Failure::Conflict(change::LOST.into())) } else { Ok(()) }
}

/// What a new key is made of, with a number that the application does not have yet.
fn draw(cx: &Context, record: &ApplicationRecord) -> Result<KeyRandom, Failure> {
    for _ in 0..DRAWS {
        let random = cx.key_random();
        let id = random.id().ok_or_else(|| Failure::Unavailable("no key number".to_owned()))?;
        if record.api_keys.iter().all(|key| key.id != id) {
            return Ok(random);
        }
    }
    Err(Failure::Unavailable("no free key number was drawn".to_owned()))
}

/// A new key as it is kept.
pub(crate) fn issued_record(issued: &Issued, expires_at: Option<Timestamp>, now: Timestamp) -> ApiKeyRecord {
    ApiKeyRecord {
        id: issued.key.id().clone(),
        prefix: issued.key.displayed_prefix().to_owned(),
        last_four: issued.key.last_four().to_owned(),
        mac: issued.mac,
        hmac_key: issued.hmac_key.clone(),
        created_at: now,
        expires_at,
        revoked_at: None,
    }
}

/// Whether a key that ends at `end` could be used at all.
pub(crate) fn check_future(pointer: &str, end: Option<Timestamp>, cx: &Context) -> Result<(), Failure> {
    if end.is_none_or(|end| end > cx.now()) {
        return Ok(());
    }
    let reason = "must lie in the future".to_owned();
    Err(Failure::Invalid(vec![FieldError { pointer: pointer.to_owned(), reason }]))
}

fn is_live(key: &ApiKeyRecord, now: Timestamp) -> bool {
    key.revoked_at.is_none() && key.expires_at.is_none_or(|end| end > now)
}

/// The application with one more key; where it replaces the others, these end after so many seconds, or sooner where
/// they were to end sooner.
fn with_api_key(
    mut record: ApplicationRecord,
    new: ApiKeyRecord,
    replace_after: Option<u32>,
    now: Timestamp,
) -> Result<ApplicationRecord, Failure> {
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
        return Err(Failure::Conflict(
            format!("The application has {MAX_LIVE_KEYS} API keys in use, as many as it may. Revoke one first.").into(),
        ));
    }
    forget_past_keys(&mut record, now);
    Ok(record)
}

/// Drops the keys that ended first, beyond those that are still shown: the item must not grow with each rotation.
fn forget_past_keys(record: &mut ApplicationRecord, now: Timestamp) {
    let ended = |key: &ApiKeyRecord| key.revoked_at.or(key.expires_at);
    let past = record.api_keys.iter().filter(|key| !is_live(key, now));
    let mut past: Vec<_> = past.map(|key| (ended(key), key.id.clone())).collect();
    // Of those that ended together, the oldest stays first.
    past.sort_by_key(|(end, _)| *end);
    past.truncate(past.len().saturating_sub(MAX_PAST_KEYS));
    record.api_keys.retain(|key| past.iter().all(|(_, dropped)| *dropped != key.id));
}

/// Revokes an API key for good. One that is revoked already stays as it is.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn revoke_api_key(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    key: &ApiKeyId,
    if_match: Option<IfMatch>,
) -> Result<Application, Failure> {
    change(cx, manager, id, if_match, |before, moment| {
        let mut after = before.clone();
        let key = after.api_keys.iter_mut().find(|held| held.id == *key).ok_or(Failure::NotFound)?;
        key.revoked_at = key.revoked_at.or(Some(moment.at()));
        Ok(after)
    })
    .await
}

/// Replaces the signing key; the one before goes on verifying during the grace window.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where the key is another application's, or is the current one, or the
/// last replacement's grace window still runs and there is to be another one, or the application was changed at the
/// same moment.
pub async fn replace_signing_key(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    new: NewSigningKey,
) -> Result<Application, Failure> {
    let grace = new.grace_seconds.map_or(0, |grace| grace.get());
    let first = change::read(cx, manager, id, if_match).await?;
    change(cx, manager, id, if_match, |before, moment| {
        let held = |record: &ApplicationRecord| {
            let keys = record.signing_keys.iter().map(|held| (held.key.fingerprint().clone(), held.retires_at));
            keys.collect::<Vec<_>>()
        };
        if held(&first) != held(before) {
            // A rotation that meets another is one too many.
            return Err(Failure::Conflict(change::LOST.into()));
        }
        let signing_keys = with_signing_key(&before.signing_keys, new.public_key.clone(), grace, moment.at())?;
        Ok(ApplicationRecord { signing_keys, ..before.clone() })
    })
    .await
}

/// The keys after `new` took the place of the current one. There are two at most: without a grace window the new one
/// is alone at once, which is also the way out of a rotation that must not wait.
fn with_signing_key(
    held: &[SigningKeyRecord],
    new: SigningPublicKey,
    grace: u32,
    now: Timestamp,
) -> Result<Vec<SigningKeyRecord>, Failure> {
    let (current, retiring): (Vec<_>, Vec<_>) =
        held.iter().filter(|held| held.is_live(now)).partition(|held| held.retires_at.is_none());
    if current.iter().any(|held| held.key.fingerprint() == new.fingerprint()) {
        return Err(taken("/publicKey", "is the application's current signing key already"));
    }
    let mut keys = vec![SigningKeyRecord { key: new, installed_at: now, retires_at: None }];
    if grace > 0 {
        let other = retiring.iter().find(|held| keys.iter().all(|new| new.key.fingerprint() != held.key.fingerprint()));
        if let Some(end) = other.and_then(|held| held.retires_at) {
            return Err(Failure::Conflict(
                format!(
                    "The key replaced last still verifies until {end}, and there are two at most. \
                     Wait, or replace without a grace window, which ends both."
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
