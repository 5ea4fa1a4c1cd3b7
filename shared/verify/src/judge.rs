//! Order of the checks, and the two ways through them.
//!
//! *Cold*: the record is read, then the signature verified, the keyed hash computed, the state checked and the `jti`
//! claimed, one after the other. *Warm*: if this process has seen the application, signature and hash are checked with
//! cached data, and the record and the `jti` are requested at the same time. Then everything that the record can change
//! is checked again. The cache proves the caller; it never decides a state.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use contract::api_key::{ApiKey, ApiKeyId, KeyMode};
use contract::application::ApiKeyStatus;
use contract::code::Code;
use contract::diagnosis::Diagnosis;
use contract::id::ApplicationId;
use contract::permission::Permission;
use contract::route::{Access, RouteSpec};
use contract::signing_key::Fingerprint;
use contract::time::Timestamp;
use domain::application::{ApiKeyRecord, ApplicationRecord, SigningKeyRecord};
use lru::LruCache;

use crate::attribution::Known;
use crate::backend::{Applications, BackendError, Claimed, KeyedHash, Replays, TokenUse};
use crate::bytes::same_secret;
use crate::claims::{self, Claims};
use crate::failed_judgment::{FailedJudgment, Proof, Unproved};
use crate::parsed_keys::ParsedKeys;
use crate::refusal::Refusal;
use crate::report::{Check, FirstFailure, Notes, Sink};
use crate::request::Request;
use crate::token::Token;
use crate::{entry, headers};

/// Most cached applications.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(512).unwrap();

/// Detail of a refusal for an unknown `kid`.
const UNKNOWN_KID: &str = "The API key is correct, but the `kid` in the JWT's header is none of the application's live signing keys. Set `kid` to one of the fingerprints in `expected`, or leave it out.";

/// Attempt at judging a request.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// Current time.
    pub now: Timestamp,
    /// Random number of this attempt.
    pub nonce: [u8; 16],
}

/// Caller of a request.
#[derive(Clone, Debug)]
pub struct Caller {
    application: Arc<ApplicationRecord>,
    api_key: ApiKeyId,
    signing_key: Fingerprint,
}

impl Caller {
    /// Returns the application as read for this request.
    pub fn application(&self) -> &ApplicationRecord {
        &self.application
    }
    /// Returns the id of the API key that was sent.
    pub const fn api_key(&self) -> &ApiKeyId {
        &self.api_key
    }
    /// Returns the signing key that verified the token.
    pub const fn signing_key(&self) -> &Fingerprint {
        &self.signing_key
    }
}

/// Proof that a request passed every check of one route. Only [`Judge::judge`] creates one.
#[derive(Debug)]
pub struct Admitted {
    route: &'static str,
    caller: Caller,
}

impl Admitted {
    /// Returns the caller.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }
    /// Returns the id of the route that it was admitted to.
    pub const fn route(&self) -> &'static str {
        self.route
    }
}

/// Report of a refused request for the application's owner.
#[derive(Clone, Debug)]
pub struct Report {
    /// Public part of the API key that was sent.
    pub key_prefix: String,
    /// The platform's clock minus the token's `iat`, in seconds.
    pub clock_difference_seconds: Option<i64>,
    /// Result of each check.
    pub checks: Vec<contract::diagnosis::CheckReport>,
}

/// Judge of requests. It lives as long as its process, and caches data that saves work.
pub struct Judge<B> {
    pub(crate) backend: B,
    mode: KeyMode,
    pub(crate) parsed: ParsedKeys,
    /// Records at the time when their keys last proved a caller anew.
    ///
    /// Their keys save a round trip; their states decide nothing.
    seen: Mutex<LruCache<ApplicationId, Arc<ApplicationRecord>>>,
    /// Cached applications for attributing refused requests.
    pub(crate) known: Known,
}

/// Request that passed all local checks.
struct Local<'r> {
    token: Token<'r>,
    claims: Claims,
    api_key: ApiKey,
}

/// Caller by the application's cached record.
struct Recognized {
    application: Arc<ApplicationRecord>,
    /// Key that verified the signature.
    signing_key: Fingerprint,
}

impl<B: Applications + KeyedHash + Replays> Judge<B> {
    /// Creates the judge of a deployment whose API keys have this `mode`.
    pub fn new(backend: B, mode: KeyMode) -> Self {
        Self {
            backend,
            mode,
            parsed: ParsedKeys::new(),
            seen: Mutex::new(LruCache::new(REMEMBERED)),
            known: Known::new(),
        }
    }

    /// Judges a request to `route`.
    ///
    /// # Errors
    /// The first check that fails, in the order of the crate's documentation.
    pub async fn judge(
        &self,
        route: &RouteSpec,
        request: &Request,
        attempt: Attempt,
    ) -> Result<Admitted, FailedJudgment> {
        let local = self.check_locally(route, request, attempt.now, &mut FirstFailure)?;
        // The sink stops at the first failure, so nothing is missing here.
        let Some(local) = local else { return Err(Refusal::new(Code::InternalError).into()) };
        let used = local.token_use(attempt);
        let (record, signing_key) = match self.recognize(&local, attempt.now) {
            Some(recognized) => {
                let both = futures::future::join(self.find(&local), self.backend.claim(&used)).await;
                let (record, claimed) = (both.0.map_err(FailedJudgment::unknown)?, both.1);
                let confirmed = confirm(&record, &local, &recognized, attempt.now);
                let signing_key = match confirmed {
                    true => recognized.signing_key,
                    false => self.prove(&record, &local, attempt.now).await.map_err(FailedJudgment::unproved)?,
                };
                check_state(route, request, &record, &local, attempt.now)?;
                settle(claimed).map_err(FailedJudgment::replayed)?;
                // A record that still proves the caller needs no replacement.
                if !confirmed {
                    self.remember(&record);
                }
                (record, signing_key)
            }
            None => {
                let record = self.find(&local).await.map_err(FailedJudgment::unknown)?;
                let signing_key = self.prove(&record, &local, attempt.now).await.map_err(FailedJudgment::unproved)?;
                check_state(route, request, &record, &local, attempt.now)?;
                settle(self.backend.claim(&used).await).map_err(FailedJudgment::replayed)?;
                self.remember(&record);
                (record, signing_key)
            }
        };
        let caller = Caller { application: record, api_key: local.api_key.id().clone(), signing_key };
        Ok(Admitted { route: route.id(), caller })
    }

    /// Returns the application that a refused request named; `None` if there is no owner to tell.
    pub fn named(&self, request: &Request, rejection: &FailedJudgment) -> Option<ApplicationId> {
        if rejection.names_nobody() {
            return None;
        }
        Some(self.api_key(request)?.application().clone())
    }

    /// Returns the report of a refused request for the application's owner.
    ///
    /// Repeats the local checks, to record each, and calls no service.
    pub fn report(
        &self,
        route: &RouteSpec,
        request: &Request,
        now: Timestamp,
        rejection: &FailedJudgment,
    ) -> Option<Report> {
        let api_key = self.api_key(request)?;
        let mut notes = Notes::default();
        // Notes accept every outcome, so no check can fail.
        let local = self.check_locally(route, request, now, &mut notes).ok()?;
        rejection.add_to(&mut notes);
        Some(Report {
            key_prefix: api_key.displayed_prefix().to_owned(),
            clock_difference_seconds: local.map(|local| local.claims.clock_difference),
            checks: notes.report(),
        })
    }

    /// Returns the request's API key, if it has the form of one.
    pub(crate) fn api_key(&self, request: &Request) -> Option<ApiKey> {
        ApiKey::parse(request.header("x-api-key")?, self.mode).ok()
    }

    /// Makes every check on a request, without claiming the `jti`. Returns the results.
    ///
    /// # Errors
    /// Only `dependency_unavailable`.
    pub async fn diagnose(&self, route: &RouteSpec, request: &Request, attempt: Attempt) -> Result<Diagnosis, Refusal> {
        let mut notes = Notes::default();
        let parts = self.check_locally(route, request, attempt.now, &mut notes)?;
        let clock_difference_seconds = parts.as_ref().map(|local| local.claims.clock_difference);
        if let Some(local) = parts {
            self.diagnose_remotely(route, request, &local, attempt, &mut notes).await?;
        }
        let checks = notes.report();
        // A skipped check does not count as passed, except the permission of a route without one.
        let skipped = |check: &contract::diagnosis::CheckReport| {
            check.outcome == contract::diagnosis::CheckOutcome::Skipped && check.check != Check::Permission.name()
        };
        let accepted = notes.all_passed() && !checks.iter().any(skipped);
        Ok(Diagnosis { accepted, clock_difference_seconds, checks })
    }

    async fn diagnose_remotely(
        &self,
        route: &RouteSpec,
        request: &Request,
        local: &Local<'_>,
        attempt: Attempt,
        notes: &mut Notes,
    ) -> Result<(), Refusal> {
        let outcome = match self.find(local).await {
            Ok(record) => self.prove(&record, local, attempt.now).await.map(|_| record),
            Err(refusal) => Err(Unproved::unchecked(refusal)),
        };
        let record = match outcome {
            Ok(record) => record,
            Err(unproved) if unproved.refusal.code().status() >= 500 => return Err(unproved.refusal),
            Err(unproved) => {
                unproved.add_to(notes);
                return Ok(());
            }
        };
        for check in [Check::Kid, Check::Signature, Check::ApiKey] {
            notes.take(check, Ok(()))?;
        }
        for (check, outcome) in state_checks(route, request, &record, local, attempt.now) {
            notes.take(check, outcome)?;
        }
        let used = self.backend.was_used(&local.token_use(attempt)).await.map_err(failed)?;
        notes.take(Check::Replay, if used { Err(Refusal::new(Code::ReplayDetected)) } else { Ok(()) })?;
        Ok(())
    }

    /// Makes steps 1 to 3: all local checks.
    fn check_locally<'r>(
        &self,
        route: &RouteSpec,
        request: &'r Request,
        now: Timestamp,
        sink: &mut impl Sink,
    ) -> Result<Option<Local<'r>>, Refusal> {
        entry::record(route, request, sink)?;
        let Some(headers) = headers::find(request, sink)? else { return Ok(None) };
        let token = Token::read(headers.token, sink)?;
        let claims = match &token {
            Some(token) => claims::check(token, request, headers.api_key, now, sink)?,
            None => None,
        };
        let parsed = ApiKey::parse(headers.api_key, self.mode).map_err(|_| Refusal::new(Code::ApiKeyInvalid));
        let api_key = sink.take(Check::ApiKeyForm, parsed)?;
        Ok(match (token, claims, api_key) {
            (Some(token), Some(claims), Some(api_key)) => Some(Local { token, claims, api_key }),
            _ => None,
        })
    }

    /// Makes step 4: reads the record of the application that the API key names.
    async fn find(&self, local: &Local<'_>) -> Result<Arc<ApplicationRecord>, Refusal> {
        let found = self.backend.find(local.api_key.application()).await.map_err(failed)?;
        found.ok_or_else(|| Refusal::new(Code::ApiKeyInvalid))
    }

    /// Makes steps 5 and 6 with cached data, at no cost; `None` if that does not suffice.
    fn recognize(&self, local: &Local<'_>, now: Timestamp) -> Option<Recognized> {
        let application = self.remembered(local.api_key.application())?;
        let api_key = find_key(&application, local)?;
        let mac = self.backend.cached(&local.api_key, &api_key.hmac_key, now)?;
        if !same_secret(&mac.0, &api_key.mac.0) {
            return None;
        }
        let signing_key = self.verify(&application.signing_keys, local, now)?;
        Some(Recognized { application, signing_key })
    }

    /// Makes steps 5 and 6 with the record. Returns the key that verified the signature.
    async fn prove(
        &self,
        record: &ApplicationRecord,
        local: &Local<'_>,
        now: Timestamp,
    ) -> Result<Fingerprint, Unproved> {
        let invalid = || Refusal::new(Code::ApiKeyInvalid);
        let signing_key = self.verify(&record.signing_keys, local, now);
        let signed = if signing_key.is_some() { Proof::Proved } else { Proof::Unproved };
        let wrong = || Unproved { refusal: invalid(), check: Check::ApiKey, proof: signed };
        let api_key = find_key(record, local).ok_or_else(wrong)?;
        let mac = match self.backend.cached(&local.api_key, &api_key.hmac_key, now) {
            Some(mac) => mac,
            None => {
                let computed = self.backend.compute(&local.api_key, &api_key.hmac_key).await;
                computed.map_err(|error| Unproved::unchecked(failed(error)))?
            }
        };
        if !same_secret(&mac.0, &api_key.mac.0) {
            return Err(wrong());
        }
        self.backend.remember(&local.api_key, &api_key.hmac_key, mac, now);
        signing_key.ok_or_else(|| unverified(record, local, now))
    }

    /// Returns the key that verifies the signature: the one that `kid` names, or the current one, then the replaced
    /// one.
    fn verify(&self, keys: &[SigningKeyRecord], local: &Local<'_>, now: Timestamp) -> Option<Fingerprint> {
        let token = &local.token;
        let named =
            |key: &&SigningKeyRecord| token.kid.as_ref().is_none_or(|kid| kid == key.key.fingerprint().as_str());
        let mut live = keys.iter().filter(|key| key.is_live(now)).filter(named);
        live.find(|key| self.parsed.verifies(&key.key, token.signing_input, &token.signature))
            .map(|key| key.key.fingerprint().clone())
    }

    /// Returns the cached record with which the application last proved itself.
    pub(crate) fn remembered(&self, application: &ApplicationId) -> Option<Arc<ApplicationRecord>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(application).cloned()
    }

    fn remember(&self, record: &Arc<ApplicationRecord>) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).put(record.id.clone(), Arc::clone(record));
    }
}

impl Local<'_> {
    fn token_use(&self, attempt: Attempt) -> TokenUse<'_> {
        TokenUse {
            application: self.api_key.application(),
            jti_hash: self.claims.jti_hash,
            forget_at: self.claims.forget_at,
            nonce: attempt.nonce,
        }
    }
}

fn failed(error: BackendError) -> Refusal {
    match error {
        BackendError::Unavailable(cause) => Refusal::unavailable(cause),
        BackendError::Refused(cause) => Refusal::new(Code::InternalError).because(cause),
    }
}

fn find_key<'a>(record: &'a ApplicationRecord, local: &Local<'_>) -> Option<&'a ApiKeyRecord> {
    record.api_keys.iter().find(|key| key.id == *local.api_key.id())
}

/// Creates the refusal after the API key passed: `kid` names no live signing key, or none verifies.
fn unverified(record: &ApplicationRecord, local: &Local<'_>, now: Timestamp) -> Unproved {
    let live = record.signing_keys.iter().filter(|key| key.is_live(now));
    let known: Vec<_> = live.map(|key| key.key.fingerprint().as_str()).collect();
    let refusal = Refusal::new(Code::SignatureInvalid).expected(known.join(", "));
    let (check, refusal) = match &local.token.kid {
        None => (Check::Signature, refusal),
        Some(kid) => {
            let shown: String = kid.replace(local.api_key.expose(), "[x-api-key]").chars().take(200).collect();
            let refusal = refusal.received(format!("kid: {shown}"));
            if known.contains(&kid.as_str()) {
                (Check::Signature, refusal)
            } else {
                (Check::Kid, refusal.detail(UNKNOWN_KID))
            }
        }
    };
    Unproved { refusal, check, proof: Proof::Proved }
}

/// Returns true if the cached proof still holds for the record.
fn confirm(record: &ApplicationRecord, local: &Local<'_>, recognized: &Recognized, now: Timestamp) -> bool {
    let same_hash = find_key(record, local)
        .zip(find_key(&recognized.application, local))
        .is_some_and(|(key, seen)| key.hmac_key == seen.hmac_key && same_secret(&key.mac.0, &seen.mac.0));
    let still_there =
        record.signing_keys.iter().any(|key| *key.key.fingerprint() == recognized.signing_key && key.is_live(now));
    same_hash && still_there
}

/// Returns the outcome of step 9.
fn settle(claimed: Result<Claimed, BackendError>) -> Result<(), Refusal> {
    match claimed.map_err(failed)? {
        Claimed::Fresh => Ok(()),
        Claimed::Replayed => Err(Refusal::new(Code::ReplayDetected)),
    }
}

/// Makes steps 7 and 8.
fn check_state(
    route: &RouteSpec,
    request: &Request,
    record: &ApplicationRecord,
    local: &Local<'_>,
    now: Timestamp,
) -> Result<(), FailedJudgment> {
    let checks = || state_checks(route, request, record, local, now);
    let first = checks().find_map(|(_, outcome)| outcome.err());
    first.map_or(Ok(()), |refusal| Err(FailedJudgment::of_state(refusal, checks())))
}

fn state_checks(
    route: &RouteSpec,
    request: &Request,
    record: &ApplicationRecord,
    local: &Local<'_>,
    now: Timestamp,
) -> impl Iterator<Item = (Check, Result<(), Refusal>)> {
    let permission = match route.access() {
        Access::Permission(permission) => Some((Check::Permission, check_permission(record, permission))),
        Access::AnyApplication => None,
        // A route of people or of everyone admits no application.
        Access::PartnerUser | Access::NuveraAdmin | Access::ConsoleUser | Access::Public => {
            Some((Check::Permission, Err(Refusal::new(Code::PermissionDenied))))
        }
    };
    [
        Some((Check::ApiKeyState, check_key(record, local, now))),
        Some((Check::Application, check_enabled(record))),
        Some((Check::SourceIp, check_source(record, request))),
        check_headers(record, request, local).map(|outcome| (Check::SignedHeaders, outcome)),
        permission,
    ]
    .into_iter()
    .flatten()
}

fn check_key(record: &ApplicationRecord, local: &Local<'_>, now: Timestamp) -> Result<(), Refusal> {
    match find_key(record, local).map(|key| key.status(now)) {
        Some(ApiKeyStatus::Active | ApiKeyStatus::Expiring) => Ok(()),
        Some(ApiKeyStatus::Expired) => Err(Refusal::new(Code::ApiKeyExpired)),
        Some(ApiKeyStatus::Revoked) => Err(Refusal::new(Code::ApiKeyRevoked)),
        None => Err(Refusal::new(Code::ApiKeyInvalid)),
    }
}

fn check_enabled(record: &ApplicationRecord) -> Result<(), Refusal> {
    if record.enabled && record.organization_enabled { Ok(()) } else { Err(Refusal::new(Code::ApplicationDisabled)) }
}

fn check_source(record: &ApplicationRecord, request: &Request) -> Result<(), Refusal> {
    let allowed = record.allowed_source_ips.is_empty()
        || request.source_ip.is_some_and(|ip| record.allowed_source_ips.iter().any(|block| block.contains(ip)));
    if allowed {
        return Ok(());
    }
    let received = request.source_ip.map_or_else(|| "unknown".to_owned(), |ip| ip.to_string());
    Err(Refusal::new(Code::SourceIpNotAllowed).received(received))
}

/// Returns `None` if a named header differs, which leaves the others undecided.
fn check_headers(record: &ApplicationRecord, request: &Request, local: &Local<'_>) -> Option<Result<(), Refusal>> {
    let named = local.claims.headers?;
    Some(if record.require_signed_headers { named.check_complete(request) } else { Ok(()) })
}

fn check_permission(record: &ApplicationRecord, permission: Permission) -> Result<(), Refusal> {
    let denied = || Refusal::new(Code::PermissionDenied).expected(permission.name());
    if record.permissions.contains(permission) { Ok(()) } else { Err(denied()) }
}
