//! P1: CPU of judging one request in memory, relative to its unavoidable part.
//!
//! The unavoidable part (the floor) is verifying the signature with a parsed key and hashing the body. JWT libraries
//! are measured in the same rounds. They do less: they check neither body nor API key nor permissions.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, anyhow};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use contract::api_key::{ApiKey, ApiKeyId, KeyMode};
use contract::id::{ApplicationId, IdSeed, OrganizationId};
use contract::permission::{Permission, PermissionSet};
use contract::route::{Route as _, RouteSpec};
use contract::routes::CreateCustomer;
use contract::signing_key::SigningPublicKey;
use contract::time::Timestamp;
use domain::application::{ApiKeyRecord, ApplicationRecord, HmacKeyArn, Mac, SigningKeyRecord};
use futures::FutureExt as _;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use keyhash::KeyHash;
use serde::Deserialize;
use signing::{ApiKeySecret, KeySize, Signer};
use verify::backend::{Applications, BackendError, Claimed, KeyedHash, Replays, TokenUse};
use verify::{Attempt, Judge, Request};

use crate::figure::Figure;
use crate::peer::{self, Peer, Task};
use crate::stopwatch::{Best, cpu};
use crate::world;

/// Upper limit of judging by key size, relative to the floor.
const MUST: [(KeySize, f64); 3] = [(KeySize::Rsa2048, 1.15), (KeySize::Rsa3072, 1.10), (KeySize::Rsa4096, 1.10)];
/// Runs between two clock readings.
const BATCH: u32 = 16;
/// Interleaved batches per round, so a change of CPU frequency affects all measurements alike.
const BATCHES: u32 = 8;
/// Clock tolerance of the peers in seconds, longer than any measurement.
const LEEWAY_SECONDS: u32 = 3600;
const ROUTE: RouteSpec = CreateCustomer::SPEC;

/// Measures with each key size whose figure is `wanted`.
pub(crate) fn measure(rounds: usize, wanted: impl Fn(&str) -> bool) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (size, must) in MUST.into_iter().filter(|(size, _)| wanted(&format!("P1-{}", size.bits()))) {
        tools::say(&format!("Judging with RSA-{}", size.bits()));
        figures.extend(Case::new(size)?.measure(rounds, must)?);
    }
    Ok(figures)
}

/// Signed request with the application that sends it.
struct Case {
    bits: u32,
    record: ApplicationRecord,
    public_pem: String,
    request: Request,
    token: String,
    attempt: Attempt,
}

impl Case {
    fn new(size: KeySize) -> Result<Self> {
        let now = world::now();
        let pair = signing::generate(size)?;
        let application = ApplicationId::new(IdSeed { millis: 1, random: 1 });
        let id = ApiKeyId::from_digits("0001").context("key number")?;
        let api_key = ApiKey::assemble(KeyMode::Test, &application, &id, [2, 3]);
        let body = body();
        let path = ROUTE.path().to_owned();
        let signer = Signer::new(ApiKeySecret::new(api_key.expose())?, pair.private_pem.expose())?;
        let signed = signer.sign(
            &signing::Request { method: "POST", uri: &path, body: &body },
            now.seconds().unsigned_abs(),
            "0123456789abcdef0123456789abcdef",
        )?;
        let token = signed.authorization.expose().trim_start_matches("Bearer ").to_owned();
        Ok(Self {
            bits: size.bits(),
            record: record(application, id, &pair.public_pem, now)?,
            public_pem: pair.public_pem,
            request: Request {
                method: "POST".to_owned(),
                path,
                query: String::new(),
                headers: headers(&signed),
                body: Bytes::from(body),
                source_ip: Some(IpAddr::from(Ipv4Addr::new(198, 51, 100, 7))),
            },
            token,
            attempt: Attempt { now, nonce: [5; 16] },
        })
    }

    fn measure(&self, rounds: usize, must: f64) -> Result<Vec<Figure>> {
        let floor = Floor::new(self)?;
        let library = Library::new(self)?;
        let memory = Memory::new(&self.record);
        let judge = Judge::new(&memory, KeyMode::Test);
        let admits = || judge.judge(&ROUTE, &self.request, self.attempt).now_or_never().is_some_and(|o| o.is_ok());
        let (forged, task_token) = (self.forged()?, self.token.as_str());
        let mut peers = peer::start(&Task {
            token: task_token,
            forged: &forged,
            public_key: &self.public_pem,
            issuer: signing::ISSUER,
            audience: signing::AUDIENCE,
            leeway_seconds: LEEWAY_SECONDS,
        })?;
        anyhow::ensure!(floor.holds() && library.holds() && admits(), "a measured verification fails");

        let (mut of_floor, mut of_judge, mut of_library) = (Best::new(), Best::new(), Best::new());
        for _ in 0..rounds {
            let (mut by_floor, mut by_judge, mut by_library) = (0.0, 0.0, 0.0);
            for _ in 0..BATCHES {
                by_floor += cpu(BATCH, || floor.holds())?;
                memory.prepare(BATCH);
                by_judge += cpu(BATCH, admits)?;
                by_library += cpu(BATCH, || library.holds())?;
            }
            of_floor.note(by_floor / f64::from(BATCHES));
            of_judge.note(by_judge / f64::from(BATCHES));
            of_library.note(by_library / f64::from(BATCHES));
            peers.iter_mut().try_for_each(Peer::round)?;
        }

        let id = format!("P1-{}", self.bits);
        let beside = format!("{} for only the signature and the SHA-256 of the body (aws-lc)", of_floor.microseconds());
        let what = format!("CPU of judging a request of 1 KiB, RSA-{}: {}", self.bits, of_judge.microseconds());
        let mut figures = vec![Figure::new(&id, what, of_judge.over(of_floor), "×").must(must).compared_with(beside)];
        let mut peer = |name: &str, library: &str, best: Best| {
            let what = format!("only the token, {library}: {}", best.microseconds());
            figures.push(Figure::new(format!("{id}-{name}"), what, best.over(of_floor), "×").compared_with("as above"));
        };
        peer("jsonwebtoken", "jsonwebtoken 11 on aws-lc (Rust)", of_library);
        for measured in &peers {
            peer(measured.name, &measured.library, measured.best);
        }
        Ok(figures)
    }

    /// Returns the token's signing input and signature.
    fn parts(&self) -> Result<(&str, Vec<u8>)> {
        let (input, signature) = self.token.rsplit_once('.').context("the token has no point")?;
        Ok((input, URL_SAFE_NO_PAD.decode(signature)?))
    }

    /// Returns the token with an invalid signature.
    fn forged(&self) -> Result<String> {
        let (input, mut signature) = self.parts()?;
        signature.reverse();
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Unavoidable part of judging: signature and body hash.
struct Floor<'a> {
    key: ParsedPublicKey,
    input: &'a str,
    signature: Vec<u8>,
    body: &'a [u8],
}

impl<'a> Floor<'a> {
    fn new(case: &'a Case) -> Result<Self> {
        let (input, signature) = case.parts()?;
        let key: SigningPublicKey = case.public_pem.parse()?;
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.spki_der()).map_err(|e| anyhow!("{e}"))?;
        Ok(Self { key, input, signature, body: &case.request.body })
    }

    fn holds(&self) -> bool {
        std::hint::black_box(digest(&SHA256, self.body));
        self.key.verify_sig(self.input.as_bytes(), &self.signature).is_ok()
    }
}

/// Claims that a service would read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a service would use them")]
struct Claims {
    sub: String,
    method: String,
    uri: String,
    body_hash: String,
    iat: i64,
    exp: i64,
    jti: String,
}

/// Most common JWT library of Rust services.
struct Library<'a> {
    key: DecodingKey,
    validation: Validation,
    token: &'a str,
}

impl<'a> Library<'a> {
    fn new(case: &'a Case) -> Result<Self> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[signing::ISSUER]);
        validation.set_audience(&[signing::AUDIENCE]);
        validation.leeway = u64::from(LEEWAY_SECONDS);
        Ok(Self { key: DecodingKey::from_rsa_pem(case.public_pem.as_bytes())?, validation, token: &case.token })
    }

    fn holds(&self) -> bool {
        jsonwebtoken::decode::<Claims>(self.token, &self.key, &self.validation).is_ok()
    }
}

/// Backend of judging in memory. The cache of keyed hashes is the platform's own. Records are created before the clock
/// starts, because reading them from DynamoDB is not part of the measurement.
struct Memory {
    record: ApplicationRecord,
    prepared: Mutex<Vec<Arc<ApplicationRecord>>>,
    key_hash: KeyHash,
}

impl Memory {
    fn new(record: &ApplicationRecord) -> Self {
        let key_hash = KeyHash::new(&provision::cloud().service(None));
        Self { record: record.clone(), prepared: Mutex::default(), key_hash }
    }

    /// Creates this many records.
    fn prepare(&self, records: u32) {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        prepared.extend((0..records).map(|_| Arc::new(self.record.clone())));
    }
}

impl Applications for &Memory {
    async fn find(&self, _: &ApplicationId) -> Result<Option<Arc<ApplicationRecord>>, BackendError> {
        let prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(Some(prepared.unwrap_or_else(|| Arc::new(self.record.clone()))))
    }
}

impl KeyedHash for &Memory {
    fn cached(&self, key: &ApiKey, hmac_key: &HmacKeyArn, now: Timestamp) -> Option<Mac> {
        self.key_hash.cached(key, hmac_key, now)
    }
    async fn compute(&self, _: &ApiKey, _: &HmacKeyArn) -> Result<Mac, BackendError> {
        Ok(MAC)
    }
    fn remember(&self, key: &ApiKey, hmac_key: &HmacKeyArn, mac: Mac, now: Timestamp) {
        self.key_hash.remember(key, hmac_key, mac, now);
    }
}

impl Replays for &Memory {
    async fn claim(&self, _: &TokenUse<'_>) -> Result<Claimed, BackendError> {
        Ok(Claimed::Fresh)
    }
    async fn was_used(&self, _: &TokenUse<'_>) -> Result<bool, BackendError> {
        Ok(false)
    }
}

/// Placeholder for the keyed hash of the API key.
const MAC: Mac = Mac([7; 32]);

fn record(
    application: ApplicationId,
    api_key: ApiKeyId,
    public_pem: &str,
    now: Timestamp,
) -> Result<ApplicationRecord> {
    let key: SigningPublicKey = public_pem.parse()?;
    Ok(ApplicationRecord {
        id: application,
        organization: OrganizationId::new(IdSeed { millis: 1, random: 4 }),
        name: "Payments, production".parse()?,
        permissions: PermissionSet::new(Permission::ALL)?,
        enabled: true,
        organization_enabled: true,
        allowed_source_ips: vec!["198.51.100.0/24".parse()?],
        require_signed_headers: false,
        api_keys: vec![ApiKeyRecord {
            id: api_key,
            prefix: "nuv_test_00000000000000000000000001".to_owned(),
            last_four: "0000".to_owned(),
            mac: MAC,
            hmac_key: "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-1111-2222-3333-444455556666".parse()?,
            created_at: now,
            expires_at: None,
            revoked_at: None,
        }],
        signing_keys: vec![SigningKeyRecord { key, installed_at: now, retires_at: None }],
        created_at: now,
        created_by: "5d1f8f0e-0001-4000-8000-000000000001".parse()?,
        updated_at: now,
        revision: 1,
    })
}

/// Returns a JSON body of 1 KiB.
fn body() -> Vec<u8> {
    let mut body = br#"{"companyName":""#.to_vec();
    body.resize(1024 - 2, b'x');
    body.extend_from_slice(br#""}"#);
    body
}

/// Returns the headers that API Gateway passes on for a common client.
fn headers(signed: &signing::SignedHeaders) -> Vec<(String, String)> {
    [
        ("accept", "*/*"),
        ("content-length", "1024"),
        ("content-type", "application/json"),
        ("host", "api.nuvera.example"),
        ("user-agent", "acme-payments/1.0"),
        ("x-amzn-trace-id", "Root=1-00000000-000000000000000000000000"),
        ("x-forwarded-for", "198.51.100.7"),
        ("x-forwarded-port", "443"),
        ("x-forwarded-proto", "https"),
    ]
    .into_iter()
    .chain(signed.pairs())
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_one_kibibyte_of_json() {
        assert_eq!(body().len(), 1024);
        assert!(serde_json::from_slice::<serde_json::Value>(&body()).is_ok());
    }

    #[test]
    fn measured_verifications_accept_the_token_and_refuse_a_forged_one() {
        let mut case = Case::new(KeySize::Rsa2048).unwrap();
        let forged = case.forged().unwrap();
        assert!(Floor::new(&case).unwrap().holds() && Library::new(&case).unwrap().holds());
        case.token = forged;
        assert!(!Floor::new(&case).unwrap().holds() && !Library::new(&case).unwrap().holds());
    }
}
