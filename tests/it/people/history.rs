//! Audit entries of people's changes: one for each effect, none without an effect.

use std::collections::HashSet;

use contract::permission::Permission;
use contract::time::Timestamp;
use serde_json::{Map, Value, json};

use super::APPLICATIONS;
use super::hub::{ORGANIZATIONS, admin, applications_of, history, organization};
use crate::support::{Application, Call, Person, SigningKey, World, in_own_world, in_world, in_world_with};

/// Actor on one organization, with the number of seen audit entries.
struct Stage<'w> {
    world: &'w World,
    actor: &'w Person,
    role: &'static str,
    organization: String,
    application: Option<String>,
    reader: Person,
    seen: HashSet<String>,
    requests: u32,
    api_keys: Vec<String>,
}

/// Action, state before and state after of an entry.
type Told = (String, Value, Value);

impl<'w> Stage<'w> {
    async fn new(world: &'w World, actor: &'w Person, role: &'static str, organization: &str) -> Self {
        let reader = admin(world).await;
        let seen = history(world, &reader, organization).await;
        let seen = seen.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
        let organization = organization.to_owned();
        Self { world, actor, role, organization, application: None, reader, seen, requests: 0, api_keys: Vec::new() }
    }

    /// Sends a request. Returns the answer and its new audit entries.
    async fn act(&mut self, method: &str, uri: &str, body: Option<Value>, status: u16) -> (Value, Vec<Told>) {
        self.requests += 1;
        let mut call = Call::new(method, uri).bearer(&self.actor.token);
        call.source_ip = format!("192.0.2.{}", self.requests);
        if let Some(body) = &body {
            call = call.json(body);
        }
        let mut event = call.event();
        let request_id = format!("request-{}", self.requests);
        event["requestContext"]["requestId"] = json!(request_id);
        let route = contract::routes::all()
            .find(|entry| entry.spec.match_path(uri).is_some() && entry.spec.takes_method(method))
            .unwrap();
        let start = self.world.now();
        let reply = self.world.send_event(route.spec.id(), &event.to_string()).await;
        assert_eq!(reply.status, status, "{method} {uri}: {}", reply.text);
        let answer = if reply.text.is_empty() { Value::Null } else { reply.json() };
        self.api_keys.extend(answer["apiKey"].as_str().map(str::to_owned));
        if method == "POST" && uri == ORGANIZATIONS && status == 201 {
            self.organization = answer["id"].as_str().unwrap().to_owned();
        }
        if self.application.is_none() && answer["apiKeys"].is_array() {
            self.application = answer["id"].as_str().map(str::to_owned);
        }

        let mut told = Vec::new();
        for entry in history(self.world, &self.reader, &self.organization).await {
            if !self.seen.insert(entry["id"].as_str().unwrap().to_owned()) {
                continue;
            }
            let actor = json!({ "userId": self.actor.user, "email": self.actor.email, "role": self.role });
            assert_eq!(entry["actor"], actor);
            assert_eq!(entry["organizationId"], self.organization);
            assert_eq!((&entry["sourceIp"], &entry["requestId"]), (&json!(call.source_ip), &json!(request_id)));
            let at: Timestamp = entry["at"].as_str().unwrap().parse().unwrap();
            assert!((start..=self.world.now()).contains(&at), "{at}");
            assert_eq!(entry["applicationId"], json!(self.application), "{entry}");
            let text = entry.to_string();
            for secret in &self.api_keys {
                assert!(
                    !text.contains(&secret[35..51]) && !text.contains(&secret[51..67]),
                    "an API key is in the history"
                );
            }
            for hidden in ["mac", "hmacKey", "PRIVATE", "publicKey"] {
                assert!(!text.contains(hidden), "{hidden} is in the history: {text}");
            }
            told.push((entry["action"].as_str().unwrap().to_owned(), entry["before"].clone(), entry["after"].clone()));
        }
        // Entries of one request have the same time, and no order.
        told.sort_by_key(|(action, before, after)| (action.clone(), key_of(after), key_of(before)));
        (answer, told)
    }
}

fn key_of(value: &Value) -> String {
    value["apiKey"]["id"].as_str().unwrap_or_default().to_owned()
}

fn told(action: &str, before: Value, after: Value) -> Told {
    (action.to_owned(), before, after)
}

/// Returns some members of an object.
fn some(of: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), of[*name].clone())).collect::<Map<_, _>>().into()
}

/// Returns an API key as the history shows it.
fn api_key(shown: &Value) -> Value {
    some(shown, &["id", "prefix", "lastFour", "expiresAt", "revokedAt"])
}

fn signing_keys(application: &Value) -> Value {
    let keys = application["signingKeys"].as_array().unwrap().iter();
    keys.map(|key| some(key, &["fingerprint", "bits", "retiresAt"])).collect()
}

/// Returns an application as the history shows it.
fn whole(application: &Value) -> Value {
    let mut told = some(application, &["name", "enabled", "permissions", "allowedSourceIps", "requireSignedHeaders"]);
    told["apiKeys"] = application["apiKeys"].as_array().unwrap().iter().map(api_key).collect();
    told["signingKeys"] = signing_keys(application);
    told
}

/// Returns the expected entries for API keys that differ between two answers.
fn of_keys(before: &Value, after: &Value, shown_to: &Value) -> Vec<Told> {
    let was = |id: &Value| before["apiKeys"].as_array().unwrap().iter().find(|key| key["id"] == *id);
    let mut steps = Vec::new();
    for key in after["apiKeys"].as_array().unwrap() {
        match was(&key["id"]) {
            None => {
                let after = json!({ "apiKey": api_key(key), "apiKeyShownTo": shown_to });
                steps.push(told("API_KEY_CREATED", Value::Null, after));
            }
            Some(was) if api_key(was) != api_key(key) => {
                let action = if key["revokedAt"].is_null() { "API_KEY_EXPIRING" } else { "API_KEY_REVOKED" };
                steps.push(told(action, json!({ "apiKey": api_key(was) }), json!({ "apiKey": api_key(key) })));
            }
            Some(_) => {}
        }
    }
    steps.sort_by_key(|(action, before, after)| (action.clone(), key_of(after), key_of(before)));
    steps
}

fn actions(told: &[Told]) -> Vec<&str> {
    told.iter().map(|(action, _, _)| action.as_str()).collect()
}

/// Makes every possible change of an application.
async fn change_an_application_in_every_way(stage: &mut Stage<'_>, base: &str) {
    let nothing: [Told; 0] = [];
    let body = Application::body(&SigningKey::generate(), &[Permission::CustomersRead], json!({ "name": "Payouts" }));
    let (app, steps) = stage.act("POST", base, Some(body), 201).await;
    let shown_to = json!({ "userId": stage.actor.user, "role": stage.role });
    let mut created = whole(&app);
    created["apiKeyShownTo"] = shown_to.clone();
    assert_eq!(steps, [told("APPLICATION_CREATED", Value::Null, created)]);
    let uri = format!("{base}/{}", app["id"].as_str().unwrap());

    // Changes one field at a time.
    let changes = [
        ("APPLICATION_RENAMED", "name", json!("Refunds")),
        ("PERMISSIONS_CHANGED", "permissions", json!(["CUSTOMERS_READ", "CUSTOMERS_WRITE"])),
        ("SOURCE_IPS_CHANGED", "allowedSourceIps", json!(["203.0.113.0/24", "2001:db8::/32"])),
        ("APPLICATION_DISABLED", "enabled", json!(false)),
        ("APPLICATION_ENABLED", "enabled", json!(true)),
    ];
    let mut is = app;
    for (action, name, value) in changes {
        let (now, steps) = stage.act("PATCH", &uri, Some(json!({ name: value })), 200).await;
        assert_eq!(now[name], value);
        assert_eq!(steps, [told(action, some(&is, &[name]), some(&now, &[name]))]);
        // A repetition changes nothing.
        let (again, steps) = stage.act("PATCH", &uri, Some(json!({ name: value })), 200).await;
        assert_eq!((again, steps.as_slice()), (now.clone(), &nothing[..]));
        is = now;
    }
    // Three changed fields are three entries; an unchanged fourth is none.
    let three = json!({ "name": "Payouts", "permissions": [], "allowedSourceIps": [], "enabled": true });
    let (now, steps) = stage.act("PATCH", &uri, Some(three), 200).await;
    let names = ["name", "permissions", "allowedSourceIps"];
    let expected = ["APPLICATION_RENAMED", "PERMISSIONS_CHANGED", "SOURCE_IPS_CHANGED"].into_iter().zip(names);
    let expected: Vec<_> = expected.map(|(a, name)| told(a, some(&is, &[name]), some(&now, &[name]))).collect();
    assert_eq!(steps, expected);
    assert_eq!(stage.act("PATCH", &uri, Some(json!({})), 200).await, (now.clone(), vec![]));

    // Replaces the signing key, with and without a grace window.
    let mut is = now;
    for grace in [3600, 0] {
        let new = json!({ "publicKey": SigningKey::generate().public_pem(), "graceSeconds": grace });
        let (now, steps) = stage.act("PUT", &format!("{uri}/signing-key"), Some(new), 200).await;
        let held = |app: &Value| json!({ "signingKeys": signing_keys(app) });
        assert_eq!(steps, [told("SIGNING_KEY_REPLACED", held(&is), held(&now))]);
        assert_eq!(now["signingKeys"].as_array().unwrap().len(), if grace > 0 { 2 } else { 1 });
        is = now;
    }

    // Creates API keys: additional, with an expiry, with a grace window that some keys end before, and as a
    // replacement.
    let keys = format!("{uri}/api-keys");
    let ends = stage.world.now().plus_seconds(9_000);
    let rotations = [
        (json!({}), &["API_KEY_CREATED"][..]),
        (json!({ "expiresAt": ends }), &["API_KEY_CREATED"]),
        (
            json!({ "replace": true, "graceSeconds": 3600 }),
            &["API_KEY_CREATED", "API_KEY_EXPIRING", "API_KEY_EXPIRING", "API_KEY_EXPIRING"],
        ),
        (json!({ "replace": true, "graceSeconds": 7200 }), &["API_KEY_CREATED", "API_KEY_EXPIRING"]),
        (
            json!({ "replace": true, "graceSeconds": 0 }),
            &[
                "API_KEY_CREATED", "API_KEY_REVOKED", "API_KEY_REVOKED", "API_KEY_REVOKED", "API_KEY_REVOKED",
                "API_KEY_REVOKED",
            ],
        ),
    ];
    for (body, expected) in rotations {
        let (now, steps) = stage.act("POST", &keys, Some(body.clone()), 201).await;
        assert_eq!(actions(&steps), expected, "{body}");
        assert_eq!(steps, of_keys(&is, &now, &shown_to), "{body}");
        is = now;
    }
    let live = is["apiKeys"].as_array().unwrap().iter().find(|key| key["revokedAt"].is_null()).unwrap();
    let revoke = format!("{keys}/{}/revoke", live["id"].as_str().unwrap());
    let (now, steps) = stage.act("POST", &revoke, None, 200).await;
    assert_eq!((actions(&steps), &steps), (vec!["API_KEY_REVOKED"], &of_keys(&is, &now, &shown_to)));
    assert_eq!(
        stage.act("POST", &revoke, None, 200).await,
        (now.clone(), vec![]),
        "a repeated revocation has no entry"
    );

    let (_, steps) = stage.act("DELETE", &uri, None, 204).await;
    assert_eq!(steps, [told("APPLICATION_DELETED", whole(&now), Value::Null)]);
    let (_, steps) = stage.act("DELETE", &uri, None, 404).await;
    assert_eq!(steps, nothing);
}

#[test]
fn every_change_of_an_application_has_one_entry_whoever_makes_it() {
    in_world(async |world| {
        let (partner, admin) = (Person::partner(world).await, admin(world).await);
        let of_admins = applications_of(partner.organization());
        for (actor, role, base) in [(&partner, "PARTNER_USER", APPLICATIONS), (&admin, "NUVERA_ADMIN", &of_admins)] {
            let mut stage = Stage::new(world, actor, role, partner.organization()).await;
            change_an_application_in_every_way(&mut stage, base).await;
        }
    });
}

#[test]
fn every_change_of_an_organization_and_its_members_has_one_entry() {
    in_world_with(admin, async |world, admin| {
        let mut stage = Stage::new(world, &admin, "NUVERA_ADMIN", "org_0000000000000000000000").await;
        let name = json!({ "name": "Initech" });
        let (made, steps) = stage.act("POST", ORGANIZATIONS, Some(name), 201).await;
        let after = json!({ "name": "Initech", "enabled": true });
        assert_eq!(steps, [told("ORGANIZATION_CREATED", Value::Null, after)]);
        let uri = organization(made["id"].as_str().unwrap());

        let changes = [
            ("ORGANIZATION_RENAMED", json!({ "name": "Initech" }), json!({ "name": "Initrode" })),
            ("ORGANIZATION_DISABLED", json!({ "enabled": true }), json!({ "enabled": false })),
            ("ORGANIZATION_RENAMED", json!({ "name": "Initrode" }), json!({ "name": "Initech" })),
            ("ORGANIZATION_ENABLED", json!({ "enabled": false }), json!({ "enabled": true })),
        ];
        for (action, before, after) in changes {
            let (_, steps) = stage.act("PATCH", &uri, Some(after.clone()), 200).await;
            assert_eq!(steps, [told(action, before, after.clone())]);
            assert_eq!(stage.act("PATCH", &uri, Some(after), 200).await.1, []);
        }
        let both = json!({ "name": "Initrode", "enabled": false });
        assert_eq!(
            actions(&stage.act("PATCH", &uri, Some(both), 200).await.1),
            ["ORGANIZATION_DISABLED", "ORGANIZATION_RENAMED"]
        );
        assert_eq!(stage.act("PATCH", &uri, Some(json!({})), 200).await.1, []);

        let user = format!("peter-{}", made["id"].as_str().unwrap());
        let member = format!("{uri}/members/{user}");
        let told_of = |email: &str| json!({ "userId": user, "email": email, "role": "PARTNER_USER" });
        let (old, new) = ("peter@initech.example", "peter@initrode.example");
        let put = |email: &str| Some(json!({ "email": email }));
        assert_eq!(stage.act("PUT", &member, put(old), 200).await.1, [told("MEMBER_ADDED", Value::Null, told_of(old))]);
        assert_eq!(stage.act("PUT", &member, put(old), 200).await.1, []);
        let (_, steps) = stage.act("PUT", &member, put(new), 200).await;
        assert_eq!(steps, [told("MEMBER_ADDED", told_of(old), told_of(new))]);
        let (_, steps) = stage.act("DELETE", &member, None, 204).await;
        assert_eq!(steps, [told("MEMBER_REMOVED", told_of(new), Value::Null)]);
        assert_eq!(stage.act("DELETE", &member, None, 404).await.1, []);
    });
}

#[test]
fn refused_changes_are_not_in_the_history() {
    in_own_world(async |world| {
        let (owner, other) = (Person::partner(world).await, Person::partner(world).await);
        let admin = admin(world).await;
        let app = Application::create_by(world, &owner.token, &[], json!({ "name": "First" })).await;
        Application::create_by(world, &owner.token, &[], json!({ "name": "Second" })).await;
        let entries = world.aws.scan(contract::table::Table::Audit).await.len();

        let mut refused = Vec::new();
        let bases = [(&owner, APPLICATIONS.to_owned()), (&admin, applications_of(owner.organization()))];
        for (actor, base) in &bases {
            let uri = format!("{base}/{}", app.id);
            let keys = format!("{uri}/api-keys");
            let revoke = format!("{keys}/{}/revoke", app.key_id());
            let name = |name: &str| Some(json!({ "name": name }));
            let key = SigningKey::generate();
            let new = || Some(Application::body(&key, &[], json!({})));
            let signing = || Some(json!({ "publicKey": key.public_pem() }));
            let taken = Some(json!({ "publicKey": app.key.public_pem() }));
            let writes = [
                ("POST", base.clone(), new()),
                ("PATCH", uri.clone(), name("Third")),
                ("DELETE", uri.clone(), None),
                ("PUT", format!("{uri}/signing-key"), signing()),
                ("POST", keys.clone(), Some(json!({}))),
                ("POST", revoke.clone(), None),
            ];
            for (method, uri, body) in &writes {
                let call = Call::new(method, uri);
                let call = body.iter().fold(call, |call, body| call.json(body));
                let stranger = if actor.user == admin.user { &owner } else { &admin };
                refused.push((401, call.clone()));
                refused.push((403, call.clone().bearer(&stranger.token)));
                if *uri != *base {
                    let old = call.clone().header("if-match", "\"7\"").bearer(&actor.token);
                    refused.push((412, old));
                }
                if actor.user == owner.user && *uri != *base {
                    refused.push((404, call.clone().bearer(&other.token)));
                }
            }
            for (status, method, uri, body) in [
                (409, "POST", base.clone(), Some(Application::body(&key, &[], json!({ "name": "Second" })))),
                (409, "PATCH", uri.clone(), Some(json!({ "name": "Second", "enabled": false }))),
                (422, "PATCH", uri.clone(), Some(json!({ "name": "", "enabled": false }))),
                (409, "PUT", format!("{uri}/signing-key"), taken),
                (422, "POST", keys.clone(), Some(json!({ "replace": true }))),
                (404, "POST", format!("{keys}/key_zzzz/revoke"), None),
            ] {
                let call = body.iter().fold(Call::new(method, &uri), |call, body| call.json(body));
                refused.push((status, call.bearer(&actor.token)));
            }
        }
        let theirs = organization(owner.organization());
        let member = json!({ "email": "a@people.example" });
        for (status, method, uri, body) in [
            (422, "POST", ORGANIZATIONS.to_owned(), json!({ "name": "" })),
            (422, "PATCH", theirs.clone(), json!({ "name": "Renamed", "enabled": null })),
            (404, "PATCH", organization("org_0000000000000000000000"), json!({ "enabled": false })),
            (409, "PUT", format!("{theirs}/members/{}", other.user), member.clone()),
            (409, "PUT", format!("{theirs}/members/{}", admin.user), member.clone()),
            (404, "PUT", format!("{}/members/somebody", organization("org_0000000000000000000000")), member.clone()),
            (422, "PUT", format!("{theirs}/members/somebody"), json!({ "email": "nobody" })),
            (404, "DELETE", format!("{theirs}/members/{}", other.user), Value::Null),
        ] {
            let call = Call::new(method, &uri);
            let call = if body.is_null() { call } else { call.json(&body) };
            refused.push((401, call.clone()));
            refused.push((403, call.clone().bearer(&owner.token)));
            refused.push((status, call.bearer(&admin.token)));
        }
        assert!(refused.len() > 50);
        for (status, call) in refused {
            let reply = world.send(&call).await;
            assert_eq!(reply.status, status, "{} {}: {}", call.method, call.uri, reply.text);
            let now = world.aws.scan(contract::table::Table::Audit).await.len();
            assert_eq!(now, entries, "{} {} has an entry", call.method, call.uri);
        }
        world.send(&Call::delete(&format!("{APPLICATIONS}/{}", app.id)).bearer(&owner.token)).await;
        assert_eq!(
            world.aws.scan(contract::table::Table::Audit).await.len(),
            entries + 1,
            "a successful change has an entry"
        );
    });
}
