//! API applications, managed by partner users, and by admins for a partner.

use contract::api_key::ApiKeyId;
use contract::application::{
    Application, ApplicationPatch, ApplicationWithKey, NewApiKey, NewApplication, NewSigningKey, RevealedKey,
};
use contract::id::ApplicationId;
use contract::if_match::IfMatch;
use contract::page::{Page, PageQuery};
use contract::refused_request::RefusedRequest;
use contract::time::Timestamp;
use domain::application::{self, ApiKeyRecord, ApplicationRecord, HmacKeyArn, check_future};
use domain::{CommandError, Decision, Moment};
use keyhash::{Issued, KeyRandom};
use store::{Applications, StoreError};

use crate::context::Context;
use crate::execute;
use crate::failure::Failure;
use crate::manager::Manager;
use crate::organizations;

/// Most draws of an unused key number. An application uses some 20 of 14 million.
const DRAWS: usize = 4;

/// Lists the organization's applications, newest first.
///
/// # Errors
/// `not_found` if an admin names an unknown organization.
pub async fn list(cx: &Context, manager: &Manager, page: PageQuery) -> Result<Page<Application>, Failure> {
    let applications = cx.store().applications(manager.organization());
    let page = applications.list(page).await?;
    if page.items().is_empty() {
        organizations::get(cx, manager.organization()).await?;
    }
    let next = page.next().cloned();
    let (positions, records): (Vec<_>, Vec<_>) = page.into_records().unzip();
    let views = views(cx, &applications, records).await?;
    Ok(Page::new(positions.into_iter().zip(views), next))
}

/// Returns one of the organization's applications, without secrets.
///
/// # Errors
/// `not_found`
pub async fn get(cx: &Context, manager: &Manager, id: &ApplicationId) -> Result<Application, Failure> {
    let record = read(cx, manager, id, None).await?;
    view(cx, manager, record).await
}

/// Lists the refused requests of one of the organization's applications.
///
/// # Errors
/// `not_found`
pub async fn refusals(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    page: &PageQuery,
) -> Result<Page<RefusedRequest>, Failure> {
    let record = read(cx, manager, id, None).await?;
    Ok(cx.store().applications(manager.organization()).refusals(&record, page, cx.now()).await?)
}

/// Creates an application. Only this answer contains its API key.
///
/// # Errors
/// `not_found`, `validation_failed`, `application_disabled`; `conflict` if name or signing key is taken, the key shares
/// a prime with a registered one, or the organization has the maximum number of applications.
pub async fn create(cx: &Context, manager: &Manager, new: &NewApplication) -> Result<ApplicationWithKey, Failure> {
    check_future("/keyExpiresAt", new.key_expires_at, cx.now())?;
    let hmac_key = cx.hmac_key().await?;
    let id = ApplicationId::new(cx.moment(None).next_id());
    let issued = cx.key_hash().issue(cx.settings().key_mode, &id, &hmac_key, cx.key_random()).await?;
    let (organization, creator) = (manager.organization(), &manager.actor().user_id);
    let make = |moment: &Moment| {
        let api_key = api_key_record(&issued, new.key_expires_at, moment.at());
        Ok(Decision::to(application::create(&id, organization, creator, new, api_key, moment)))
    };
    let applications = cx.store().applications(organization);
    let record = execute::create(cx, &manager.author(), &applications, make).await?;
    let application = application::view(record, &[], &hmac_key, cx.now());
    Ok(ApplicationWithKey { application, api_key: RevealedKey::once(issued.key) })
}

/// Changes name, permissions, source addresses, header rules or enabled state.
///
/// # Errors
/// `not_found`, `precondition_failed`; `validation_failed` if the name looks like another; `conflict` if it is taken.
pub async fn update(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    patch: &ApplicationPatch,
) -> Result<Application, Failure> {
    change(cx, manager, id, if_match, |before, _| Ok(application::edit(before, patch))).await
}

/// Deletes the application. Its keys are refused from then on; its history stays.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn delete(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
) -> Result<(), Failure> {
    let applications = cx.store().applications(manager.organization());
    execute::remove(cx, &manager.author(), &applications, id, if_match, |_| Ok(Decision::remove())).await
}

/// Creates an API key, in addition to the others or replacing them. Only this answer contains it.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` if the application has the maximum number of
/// keys, or another rotation came first.
pub async fn create_api_key(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    new: &NewApiKey,
) -> Result<ApplicationWithKey, Failure> {
    check_future("/expiresAt", new.expires_at, cx.now())?;
    let first = read(cx, manager, id, if_match).await?;
    let hmac_key = cx.hmac_key().await?;
    let random = draw(cx, &first)?;
    let issued = cx.key_hash().issue(cx.settings().key_mode, id, &hmac_key, random).await?;
    let application = change(cx, manager, id, if_match, |before, moment| {
        if new.replace_after.is_some() {
            // An added key ends no other, so only a replacement conflicts with another rotation.
            application::check_rotation(&first, before)?;
        }
        let record = api_key_record(&issued, new.expires_at, moment.at());
        application::add_api_key(before, record, new.replace_after, moment.at())
    });
    Ok(ApplicationWithKey { application: application.await?, api_key: RevealedKey::once(issued.key) })
}

/// Revokes an API key for good. A revoked key does not change.
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
    change(cx, manager, id, if_match, |before, moment| application::revoke_api_key(before, key, moment.at())).await
}

/// Replaces the signing key. The former key verifies until its grace window ends.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` if the key is registered or shares a prime with a registered key, a
/// grace window is requested while another one runs, or another rotation came first.
pub async fn replace_signing_key(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    new: &NewSigningKey,
) -> Result<Application, Failure> {
    let grace = new.grace_seconds.map_or(0, |grace| grace.get());
    let first = read(cx, manager, id, if_match).await?;
    change(cx, manager, id, if_match, |before, moment| {
        application::replace_signing_key(&first, before, &new.public_key, grace, moment.at())
    })
    .await
}

async fn change(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    decide: impl Fn(&ApplicationRecord, &Moment) -> Result<Decision<ApplicationRecord>, CommandError>,
) -> Result<Application, Failure> {
    let applications = cx.store().applications(manager.organization());
    let record = execute::change(cx, &manager.author(), &applications, id, if_match, decide).await?;
    view(cx, manager, record).await
}

/// Reads an application, and checks `If-Match`.
async fn read(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
) -> Result<ApplicationRecord, Failure> {
    let found = cx.store().applications(manager.organization()).get(id).await?;
    let record = found.ok_or(CommandError::NotFound)?;
    if if_match.is_some_and(|wanted| !wanted.allows(record.revision)) {
        return Err(CommandError::Precondition.into());
    }
    Ok(record)
}

/// Draws the random parts of a new key with an unused number.
fn draw(cx: &Context, record: &ApplicationRecord) -> Result<KeyRandom, Failure> {
    for _ in 0..DRAWS {
        let random = cx.key_random();
        let id = random.id().ok_or_else(|| Failure::Unavailable("the random bits give no key number".to_owned()))?;
        if record.api_keys.iter().all(|key| key.id != id) {
            return Ok(random);
        }
    }
    Err(Failure::Unavailable("every drawn key number is in use".to_owned()))
}

/// Returns the record of an issued key.
fn api_key_record(issued: &Issued, expires_at: Option<Timestamp>, now: Timestamp) -> ApiKeyRecord {
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

async fn view(cx: &Context, manager: &Manager, record: ApplicationRecord) -> Result<Application, Failure> {
    let applications = cx.store().applications(manager.organization());
    let (uses, hmac_key) = futures::future::try_join(applications.last_uses(&record), cx.hmac_key()).await?;
    Ok(application::view(record, &uses, &hmac_key, cx.now()))
}

async fn views(
    cx: &Context,
    applications: &Applications<'_>,
    records: Vec<ApplicationRecord>,
) -> Result<Vec<Application>, StoreError> {
    let hmac_key: &HmacKeyArn = &cx.hmac_key().await?;
    let view = |record: ApplicationRecord| async {
        let uses = applications.last_uses(&record).await?;
        Ok(application::view(record, &uses, hmac_key, cx.now()))
    };
    futures::future::try_join_all(records.into_iter().map(view)).await
}
