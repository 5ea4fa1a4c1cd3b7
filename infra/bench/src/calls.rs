//! P2 to P4: AWS calls of judging, and the time spent waiting for them.
//!
//! Measures whole functions, from event to answer, on a route whose handler makes no AWS call.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use contract::api_key::{ApiKey, ApiKeyId, KeyMode};
use contract::code::Code;
use contract::id::{ApplicationId, IdSeed};
use keyhash::KeyHash;
use store::Store;
use verify::backend::{Applications as _, Replays as _, TokenUse};

use crate::figure::Figure;
use crate::world::{COUNTRIES, Headers, Judged, Partner, World, now, random};

/// Delay injected into every AWS call of judging.
const DELAY: Duration = Duration::from_millis(20);
/// P4: number of requests, and of the API keys that they use.
const REQUESTS: usize = 1000;
const KEYS: usize = 10;

/// Measures P2 to P4.
pub(crate) async fn measure(rounds: usize) -> Result<Vec<Figure>> {
    let world = World::start().await?;
    tools::say("Calls of judging, each delayed by 20 ms");
    let mut figures = waiting(&world, rounds).await?;
    tools::say("Calls of refusing");
    figures.extend(refusing(&world).await?);
    tools::say("KMS calls of 1,000 requests");
    figures.push(hashing(&world).await?);
    world.stop().await;
    Ok(figures)
}

/// Shortest time and most calls of several requests of one kind.
#[derive(Default)]
struct Extremes {
    took: Option<Duration>,
    calls: usize,
    /// Most sequential calls.
    sequential: usize,
    operations: Vec<String>,
}

impl Extremes {
    fn add(&mut self, judged: &Judged) {
        self.took = Some(self.took.map_or(judged.took, |took| took.min(judged.took)));
        self.calls = self.calls.max(judged.calls.len());
        self.sequential = self.sequential.max(sequential(judged));
        for operation in judged.operations() {
            if !self.operations.iter().any(|known| known == operation) {
                self.operations.push(operation.to_owned());
            }
        }
    }

    fn milliseconds(&self) -> f64 {
        self.took.map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }
}

/// Returns the length of the longest chain of sequential calls.
fn sequential(judged: &Judged) -> usize {
    let waits = judged.calls.windows(2).filter(|pair| matches!(pair, [one, other] if !one.overlaps(other))).count();
    if judged.calls.is_empty() { 0 } else { waits + 1 }
}

/// P2.
async fn waiting(world: &World, rounds: usize) -> Result<Vec<Figure>> {
    let (mut first, mut warm, mut naive) = (Extremes::default(), Extremes::default(), Extremes::default());
    let clients = Naive::new(world)?;
    for _ in 0..rounds {
        world.delay(Duration::ZERO);
        let partner = world.partner().await?;
        world.delay(DELAY);
        first.add(&world.judge(&partner.sign()?).await?.served()?);
        warm.add(&world.judge(&partner.sign()?).await?.served()?);
        let took = clients.judge(&partner.api_key).await?;
        naive.add(&Judged { took, calls: Vec::new(), code: None });
    }
    world.delay(Duration::ZERO);
    let beside = format!("{:.1} ms: the same three calls in sequence", naive.milliseconds());
    let names = |of: &Extremes| of.operations.join(", ");
    let count = |count: usize| count as f64;
    Ok(vec![
        Figure::new("P2-warm", "request with a known key, 20 ms per AWS call", warm.milliseconds(), "ms")
            .must(23.5)
            .compared_with(&beside),
        Figure::new("P2-warm-calls", "its AWS calls", count(warm.calls), "calls").must(2.0).compared_with(names(&warm)),
        Figure::new("P2-warm-in-a-row", "its sequential AWS calls", count(warm.sequential), "calls").must(1.0),
        Figure::new("P2-first", "first request with a key, 20 ms per AWS call", first.milliseconds(), "ms")
            .must(1.03 * naive.milliseconds())
            .compared_with(beside),
        Figure::new("P2-first-calls", "its AWS calls", count(first.calls), "calls")
            .must(3.0)
            .compared_with(names(&first)),
    ])
}

/// Naive judging for comparison: each AWS call is made when its result is needed.
struct Naive {
    store: Store,
    key_hash: KeyHash,
    hmac_key: domain::application::HmacKeyArn,
}

impl Naive {
    fn new(world: &World) -> Result<Self> {
        Ok(Self {
            store: Store::new(&world.service(|endpoints| &endpoints.dynamodb), world.variable("TABLE_PREFIX")?),
            key_hash: KeyHash::new(&world.service(|endpoints| &endpoints.kms)),
            hmac_key: world.variable("HMAC_KEY_ARN")?.parse()?,
        })
    }

    async fn judge(&self, api_key: &str) -> Result<Duration> {
        let api_key = ApiKey::parse(api_key, KeyMode::Test)?;
        let (mut jti_hash, nonce) = ([0; 32], [0; 16]);
        random(&mut jti_hash);
        let token = TokenUse { application: api_key.application(), jti_hash, forget_at: now().plus_seconds(60), nonce };
        let start = Instant::now();
        let asked = async {
            self.store.find(api_key.application()).await?;
            self.key_hash.compute(&api_key, &self.hmac_key).await?;
            self.store.claim(&token).await
        };
        asked.await.map_err(|error| anyhow!("{error:?}"))?;
        Ok(start.elapsed())
    }
}

/// P3.
async fn refusing(world: &World) -> Result<Vec<Figure>> {
    let (partner, other) = (world.partner().await?, world.partner().await?);
    // Warms the function's caches: a refusal must make no call although both keys are cached.
    for known in [&partner, &other] {
        world.judge(&known.sign()?).await?.served()?;
    }
    let mut figures = Vec::new();
    for (id, what, must, requests) in [
        ("malformed", "malformed token or API key", 0.0, malformed(&partner)?),
        ("expired", "expired, or not valid yet", 0.0, expired(&partner)?),
        ("mismatched", "for another method, URI, body or API key", 0.0, mismatched(&partner, &other)?),
        ("unknown", "with an unknown API key", 1.0, unknown(&partner)?),
        ("unsigned", "with an unknown API key and a wrong signature", 1.0, unsigned(&partner)?),
    ] {
        let mut extremes = Extremes::default();
        let kinds = requests.len();
        for (code, headers) in requests {
            let judged = world.judge(&headers).await?;
            ensure!(judged.code.as_deref() == Some(code.name()), "{what}: {:?}", judged.code);
            extremes.add(&judged);
        }
        let beside = format!(
            "{kinds} kinds; {}",
            match extremes.operations.as_slice() {
                [] => "no calls".to_owned(),
                operations => operations.join(", "),
            }
        );
        let what = format!("AWS calls of a refused request: {what}");
        figures.push(
            Figure::new(format!("P3-{id}"), what, extremes.calls as f64, "calls").must(must).compared_with(beside),
        );
    }
    Ok(figures)
}

type Refused = Vec<(Code, Headers)>;

fn malformed(partner: &Partner) -> Result<Refused> {
    let right = partner.sign()?;
    let cut = right.token.rsplit_once('.').context("the token has no point")?.0.to_owned();
    let key = |token: &str| Headers { api_key: right.api_key.clone(), token: token.to_owned() };
    let typo = typo(&partner.api_key);
    Ok(vec![
        (Code::TokenMalformed, key("nonsense")),
        (Code::TokenMalformed, key(&cut)),
        (Code::TokenMalformed, key(&format!("{}=", right.token))),
        (Code::ApiKeyInvalid, partner.sign_other(&typo, &COUNTRIES, now())?),
    ])
}

fn expired(partner: &Partner) -> Result<Refused> {
    let at = |seconds| partner.sign_other(&partner.api_key, &COUNTRIES, now().plus_seconds(seconds));
    Ok(vec![(Code::TokenExpired, at(-120)?), (Code::TokenNotYetValid, at(60)?)])
}

fn mismatched(partner: &Partner, other: &Partner) -> Result<Refused> {
    let signed = |request| partner.sign_other(&partner.api_key, &request, now());
    let of_other = partner.sign_other(&other.api_key, &COUNTRIES, now())?;
    Ok(vec![
        (Code::TokenMethodMismatch, signed(signing::Request { method: "POST", ..COUNTRIES })?),
        (Code::TokenUriMismatch, signed(signing::Request { uri: "/api/v1/reference/industries", ..COUNTRIES })?),
        (Code::TokenBodyHashMismatch, signed(signing::Request { body: b"{}", ..COUNTRIES })?),
        (Code::TokenSubjectMismatch, Headers { api_key: partner.api_key.clone(), ..of_other }),
    ])
}

fn unknown(partner: &Partner) -> Result<Refused> {
    let signed = |key: ApiKey| Ok((Code::ApiKeyInvalid, partner.sign_other(key.expose(), &COUNTRIES, now())?));
    unknown_keys(partner)?.into_iter().map(signed).collect()
}

fn unsigned(partner: &Partner) -> Result<Refused> {
    let mut refused = unknown(partner)?;
    let foreign = partner.sign()?;
    let signature = foreign.token.rsplit_once('.').context("the token has no point")?.1;
    for (_, headers) in &mut refused {
        let input = headers.token.rsplit_once('.').context("the token has no point")?.0;
        headers.token = format!("{input}.{signature}");
    }
    Ok(refused)
}

/// Returns an API key of an unknown application, and an unknown one of a known application.
fn unknown_keys(partner: &Partner) -> Result<[ApiKey; 2]> {
    let number = ApiKeyId::from_digits("zzzz").context("key number")?;
    let nobody = ApplicationId::new(IdSeed { millis: 1, random: 1 });
    let somebody: ApplicationId = partner.application.parse()?;
    Ok([nobody, somebody].map(|application| ApiKey::assemble(KeyMode::Test, &application, &number, [1, 2])))
}

/// Returns the key with one character changed.
fn typo(api_key: &str) -> String {
    let mut typo = api_key.to_owned();
    let last = if typo.pop() == Some('0') { '1' } else { '0' };
    typo.push(last);
    typo
}

/// P4.
async fn hashing(world: &World) -> Result<Figure> {
    let mut partners = Vec::new();
    for _ in 0..KEYS {
        partners.push(world.partner().await?);
    }
    let mut hashed = 0;
    for partner in partners.iter().cycle().take(REQUESTS) {
        let judged = world.judge(&partner.sign()?).await?.served()?;
        hashed += judged.operations().iter().filter(|operation| **operation == "GenerateMac").count();
    }
    let what = format!("KMS calls of {REQUESTS} requests with {KEYS} keys in one process");
    Ok(Figure::new("P4", what, hashed as f64, "calls")
        .must(KEYS as f64)
        .compared_with(format!("{REQUESTS} without a cache")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_changes_one_character() {
        assert_eq!(typo("abc"), "ab0");
        assert_eq!(typo("ab0"), "ab1");
    }
}
