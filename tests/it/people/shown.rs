//! Secrets in answers: raw API keys only at creation; never hashes, the HMAC key's name or private keys.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use contract::route::{Access, Method};
use serde_json::json;

use super::hand::{Hand, READ, good, is_of_credentials, judgment, request_to};
use super::written::bytes;
use crate::security::matrix::Ids;
use crate::support::aws::list;
use crate::support::people::token;
use crate::support::{Application, Call, Person, Reply, SigningKey, World, in_own_world, items};

/// Secrets that must not appear, each with its kind.
#[derive(Default)]
struct Secrets(std::collections::BTreeSet<(&'static str, String)>);

impl Secrets {
    fn api_key(&mut self, raw: &str) {
        self.0.insert(("an API key", raw.to_owned()));
        // The part between the shown prefix and the last four characters.
        self.0.insert(("an API key's secret", raw[35..67].to_owned()));
    }

    fn private_key(&mut self, key: &SigningKey) {
        self.0.insert(("a private key", key.private_pem().lines().nth(3).unwrap().to_owned()));
    }

    /// Adds the current hashes of the application's item, in every encoding.
    async fn hashes(&mut self, world: &World, id: &str) {
        for key in list(&mut world.aws.application(id).await, "apiKeys") {
            let mac = key["mac"].as_b().unwrap().as_ref();
            assert_eq!(mac.len(), 32);
            for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
                self.0.insert(("a hash", engine.encode(mac)));
            }
            self.0.insert(("a hash", hex::encode(mac)));
            self.0.insert(("a hash", hex::encode_upper(mac)));
            // Bytes as a JSON array.
            self.0.insert(("a hash", json!(mac).to_string()));
            self.0.insert(("an HMAC key", key["hmacKey"].as_s().unwrap().clone()));
        }
    }

    /// Asserts that neither body nor headers of the answer contain a secret.
    fn are_not_in(&self, reply: &Reply, what: &str) {
        let headers = reply.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        for text in headers.chain([reply.text.clone()]) {
            for (kind, secret) in &self.0 {
                assert!(!text.contains(secret.as_str()), "{what} contains {kind}: {text}");
            }
        }
    }
}

/// Returns refused requests with secrets in wrong places.
fn careless(world: &World, app: &Application, other: &str, private: &str) -> Vec<Call> {
    let call = || Call::get(READ);
    let token = || app.token(world, &call());
    let signed = |token: &crate::support::Token| app.bear(call(), token);
    let jwt = token().sign(&app.key);
    let address = Call::get(&format!("{READ}?key={}&other={other}", app.api_key));
    vec![
        // The token contains another key of the application than the header.
        signed(&token().with("sub", other)),
        signed(&token().with("sub", format!("{other} "))),
        signed(&token().with("iss", other)),
        signed(&token().with("aud", app.api_key.as_str())),
        signed(&token().with("method", other)),
        signed(&token().with("uri", format!("{READ}?key={other}"))),
        signed(&token().with("bodyHash", other)),
        signed(&token().with("jti", other)),
        signed(&token().with("exp", other)),
        signed(&token().with("iss", private)),
        signed(&token().header(&json!({ "alg": other, "typ": other, "kid": other }))),
        signed(&token().header(&json!({ "alg": "RS256", "kid": other }))),
        signed(&token().header(&json!({ "alg": private }))),
        app.sign(world, address.clone()),
        app.bear(address, &token()),
        app.sign(world, Call::get(&format!("{READ}/{other}"))),
        app.sign(world, call()).header("x-forwarded-for", other),
        // The URI contains a token, which was not signed for it.
        app.with_token(Call::get(&format!("{READ}?token={}", jwt)), &jwt),
        app.with_token(Call::get(&format!("{READ}?{}{other}", "x".repeat(960))), &jwt),
        app.sign(world, call()).header("x-api-key", other),
        call().header("x-api-key", &other[..60]).bearer(&jwt),
        call().header("x-api-key", format!("{other}{}", app.api_key)).bearer(&jwt),
        app.with_token(call(), other),
        app.with_token(call(), &format!("{jwt}{other}")),
    ]
}

/// Reads everything about the application, page by page.
async fn everything(owner: &Hand<'_>, admin: &Hand<'_>) -> Vec<(String, Reply)> {
    let mut replies = Vec::new();
    let lists = [
        (owner, "/partner/v1/audit?limit=2".to_owned()),
        (admin, format!("/admin/v1/audit?limit=7&organizationId={}", owner.organization)),
        (owner, format!("{}/refusals?limit=2", owner.uri)),
        (admin, format!("{}/refusals?limit=7", admin.uri)),
        (owner, format!("{}?limit=1", owner.applications)),
        (admin, format!("{}?limit=1", admin.applications)),
    ];
    for (hand, uri) in lists {
        let mut next = Some(uri.clone());
        while let Some(page) = next {
            let reply = hand.send(Call::get(&page)).await;
            let cursor = reply.expect(200)["nextCursor"].as_str().map(str::to_owned);
            next = cursor.map(|cursor| format!("{uri}&cursor={cursor}"));
            replies.push((page, reply));
        }
    }
    for hand in [owner, admin] {
        replies.push((hand.uri.clone(), hand.send(Call::get(&hand.uri)).await));
    }
    replies
}

#[test]
fn no_route_reveals_a_secret_after_many_rotations() {
    in_own_world(async |world| {
        let mut secrets = Secrets::default();
        secrets.0.insert(("a PEM label", "PRIVATE KEY".to_owned()));
        let hmac_key = world.variable("HMAC_KEY_ARN");
        secrets.0.insert(("the HMAC key", hmac_key.to_owned()));
        secrets.0.insert(("the HMAC key's id", hmac_key.rsplit('/').next().unwrap().to_owned()));

        let (owner, mut app) = Hand::owner(world).await;
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        secrets.api_key(&app.api_key);
        secrets.private_key(&app.key);
        secrets.hashes(world, &app.id).await;

        // An answer that creates a key contains only this key, once.
        let create = async |hand: &Hand<'_>, call: Call, secrets: &mut Secrets| {
            let reply = hand.send(call.clone()).await;
            let raw = reply.expect(201)["apiKey"].as_str().unwrap().to_owned();
            assert_eq!(reply.text.matches(&raw[35..67]).count(), 1);
            secrets.are_not_in(&reply, &call.uri);
            secrets.api_key(&raw);
            raw
        };
        let mut other = String::new();
        for round in 0..14 {
            let hand = if round % 2 == 0 { &owner } else { &admin };
            let body = match round % 3 {
                0 => json!({}),
                1 => json!({ "replace": true, "graceSeconds": 3600 }),
                _ => json!({ "replace": true, "graceSeconds": 0 }),
            };
            let raw = create(hand, hand.rotating(&body), &mut secrets).await;
            secrets.hashes(world, &app.id).await;
            if round % 4 == 0 {
                let key = SigningKey::generate();
                let replaced = hand.replace(&key, (round % 8 == 0).then_some(3600)).await;
                replaced.expect(200);
                secrets.are_not_in(&replaced, "the replaced signing key");
                secrets.private_key(&key);
                app.key = key;
            }
            let key = hand.get().await["apiKeys"][0]["id"].as_str().unwrap().to_owned();
            secrets.are_not_in(&hand.revoke(&key).await, "the revocation");
            other = std::mem::replace(&mut app.api_key, raw);
            assert_eq!(judgment(world, &app.api_key, &app.key).await, good(), "round {round}");
        }

        // Refused requests are shown to the owner as received.
        let private = SigningKey::generate().private_pem();
        let (mut refused, mut codes) = (0, std::collections::BTreeSet::new());
        for number in 0..careless(world, &app, &other, &private).len() {
            // Only the first refusal per code and minute has details.
            world.advance(60);
            let call = careless(world, &app, &other, &private).swap_remove(number);
            secrets.0.extend(call.headers.iter().filter_map(|(name, value)| {
                let signed = value.strip_prefix("Bearer ey").filter(|_| name == "authorization");
                signed.map(|token| ("a token", token.to_owned()))
            }));
            let reply = world.send(&call).await;
            // Requests that failed after judging are not refusals.
            if [401, 403].contains(&reply.status) {
                let keys = call.headers.iter().filter(|(name, _)| name == "x-api-key").map(|(_, value)| value);
                refused += usize::from(keys.eq([&app.api_key]));
                codes.insert(reply.problem().1);
            }
        }
        assert!(refused > 15 && codes.len() > 8, "{refused} with {codes:?}");
        let page = owner.send(Call::get(&format!("{}/refusals?limit=100", owner.uri))).await.expect(200);
        // Proved refusals are listed one by one, unproved ones by code.
        let counts = items(&page).iter().map(|item| item["count"].as_u64().unwrap());
        assert_eq!(counts.sum::<u64>(), refused as u64, "{page}");
        for (uri, reply) in everything(&owner, &admin).await {
            secrets.are_not_in(&reply, &uri);
        }

        // Calls every route validly, deleting ones last.
        let mut routes: Vec<_> = contract::routes::all().map(|entry| entry.spec).collect();
        routes.retain(|spec| spec.access().is_for_people());
        routes.sort_by_key(|spec| spec.method() == Some(Method::Delete));
        assert!(routes.iter().filter(|spec| is_of_credentials(spec)).count() >= 28);
        for spec in routes {
            let is_delete = spec.method() == Some(Method::Delete);
            let mut ids = Ids { key: current_key(&owner).await, user: owner.user.clone(), ..Ids::of(&app) };
            if is_delete {
                // Deletes another record, because the others are still read.
                ids.application = Application::create_by(world, &token(world, &owner.user), &[], json!({})).await.id;
                let organization = Some(owner.organization.parse().unwrap());
                ids.user = Person::member(world, contract::member::Role::PartnerUser, organization).await.user;
            }
            let hand = if spec.access() == Access::NuveraAdmin { &admin } else { &owner };
            let call = request_to(spec, &ids);
            if ["applications-create", "api-keys-create"].iter().any(|creating| spec.id().ends_with(creating)) {
                create(hand, call, &mut secrets).await;
                secrets.hashes(world, &app.id).await;
                continue;
            }
            let reply = hand.send(call.clone()).await;
            if is_of_credentials(spec) {
                assert_eq!(reply.status, spec.success(), "{}: {}", spec.id(), reply.text);
            }
            secrets.are_not_in(&reply, spec.id());
            // Refusals with all secrets in body or URI reveal none either.
            let mut wrong = Call::new(&call.method, &format!("{}?key={}", call.uri, app.api_key));
            wrong = wrong.json(&json!({ "publicKey": private, "name": app.api_key, "graceSeconds": other }));
            let refused = hand.send(wrong).await;
            assert!(refused.status >= 400 || is_delete || call.body.is_empty(), "{}: {}", spec.id(), refused.text);
            secrets.are_not_in(&refused, spec.id());
        }
        for (uri, reply) in everything(&owner, &admin).await {
            secrets.are_not_in(&reply, &uri);
        }
        // No table contains a secret, except hashes in their place.
        let mut stored = Vec::new();
        for (_, item) in world.aws.everything().await {
            bytes(&AttributeValue::M(item), &mut stored);
        }
        let is_stored =
            |needle: &str| stored.iter().any(|text| text.windows(needle.len()).any(|part| part == needle.as_bytes()));
        for (kind, secret) in secrets.0.iter().filter(|(kind, _)| !kind.contains("hash") && !kind.contains("HMAC")) {
            assert!(!is_stored(secret), "{kind} is stored: {secret}");
        }
        // The search finds stored text.
        assert!(is_stored(world.variable("HMAC_KEY_ARN")));
        let shown = owner.send(Call::get(&owner.uri)).await;
        let prefix = shown.json()["apiKeys"][0]["prefix"].as_str().unwrap().to_owned();
        assert!(secrets.0.iter().any(|(_, secret)| secret.starts_with(&prefix)));
    });
}

/// Returns the ID of a key that can be revoked.
async fn current_key(owner: &Hand<'_>) -> String {
    owner.get().await["apiKeys"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned()
}
