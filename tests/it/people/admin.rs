//! Nuvera's admins, who alone may act for any organization, under their own name.

use contract::member::Role;
use contract::permission::Permission;
use contract::route::{Access, RouteSpec};
use provision::DemoUser;
use serde_json::{Value, json};

use super::hand::{Hand, READ, good, judgment, refused, request_to, seconds, statuses, stored};
use super::hub::outsiders;
use crate::security::matrix::Ids;
use crate::support::people::token;
use crate::support::{Application, Call, Person, SigningKey, in_world_with, items, texts};

fn routes_of(access: Access) -> impl Iterator<Item = &'static RouteSpec> {
    contract::routes::all().map(|entry| entry.spec).filter(move |spec| spec.access() == access)
}

#[test]
fn an_admin_inspects_what_the_partner_sees() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        owner.rotate(json!({ "replace": true, "graceSeconds": 3600 })).await.expect(201);
        owner.replace(&SigningKey::generate(), Some(3600)).await.expect(200);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
        assert_eq!(admin.get().await, owner.get().await);
        assert_eq!(admin.etag().await, owner.etag().await);
        let [one, two] = [&admin, &owner].map(|hand| hand.send(Call::get(&hand.applications)));
        assert_eq!(one.await.expect(200), two.await.expect(200));
        let audit = format!("/admin/v1/audit?organizationId={}", owner.organization);
        let of_admin = admin.send(Call::get(&audit)).await.expect(200);
        assert_eq!(of_admin, owner.send(Call::get("/partner/v1/audit")).await.expect(200));
        assert_eq!(items(&of_admin).len(), 4);
    });
}

#[test]
fn an_admin_does_every_support_task_and_the_history_names_them() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());

        // Changes name, permissions, addresses and state.
        admin.patch(json!({ "name": "Adjusted" })).await.expect(200);
        admin.patch(json!({ "permissions": ["PAYMENTS_READ"] })).await.expect(200);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, (403, "permission_denied".to_owned()));
        admin.patch(json!({ "permissions": ["CUSTOMERS_READ"] })).await.expect(200);
        admin.patch(json!({ "allowedSourceIps": ["203.0.113.0/24"] })).await.expect(200);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, (403, "source_ip_not_allowed".to_owned()));
        admin.patch(json!({ "allowedSourceIps": [] })).await.expect(200);
        admin.patch(json!({ "enabled": false })).await.expect(200);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, (403, "application_disabled".to_owned()));
        admin.patch(json!({ "enabled": true })).await.expect(200);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());

        // Replaces both kinds of key.
        let rotated = admin.rotate(json!({ "replace": true, "graceSeconds": 3600 })).await.expect(201);
        let api_key = rotated["apiKey"].as_str().unwrap();
        assert_eq!(statuses(&rotated), ["EXPIRING", "ACTIVE"]);
        assert_eq!(seconds(&rotated["updatedAt"], &rotated["apiKeys"][0]["expiresAt"]), 3600);
        let next = SigningKey::generate();
        admin.replace(&next, Some(3600)).await.expect(200);
        for (api_key, key) in
            [(app.api_key.as_str(), &app.key), (app.api_key.as_str(), &next), (api_key, &app.key), (api_key, &next)]
        {
            assert_eq!(judgment(world, api_key, key).await, good());
        }
        admin.revoke(&app.key_id()).await.expect(200);
        assert_eq!(judgment(world, &app.api_key, &next).await, refused("api_key_revoked"));
        assert_eq!(judgment(world, api_key, &next).await, good());

        // Reads its refused requests.
        let page = admin.send(Call::get(&format!("{}/refusals", admin.uri))).await.expect(200);
        let codes = texts(items(&page), "code");
        for code in ["permission_denied", "source_ip_not_allowed", "application_disabled", "api_key_revoked"] {
            assert!(codes.contains(&code), "{code} in {codes:?}");
        }

        assert_eq!(admin.send(admin.deleting()).await.status, 204);
        assert_eq!(judgment(world, api_key, &next).await, refused("api_key_invalid"));
        owner.send(Call::get(&owner.uri)).await.expect_problem(404, "not_found");

        // The partner's history has every change with its actor.
        let history = owner.send(Call::get("/partner/v1/audit?limit=100")).await.expect(200);
        let mut entries = items(&history).clone();
        entries.sort_by_key(|entry| ["at", "action"].map(|name| entry[name].as_str().unwrap().to_owned()));
        assert_eq!(entries[0]["actor"]["userId"], owner.user);
        for entry in &entries[1..] {
            let actor = json!({
                "userId": admin.user, "email": format!("{}@people.example", admin.user), "role": "NUVERA_ADMIN",
            });
            assert_eq!(entry["actor"], actor, "{}", entry["action"]);
            assert_eq!(
                (&entry["organizationId"], &entry["applicationId"]),
                (&json!(owner.organization), &json!(app.id))
            );
        }
        let actions: Vec<_> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        let expected = [
            "APPLICATION_CREATED", "APPLICATION_RENAMED", "PERMISSIONS_CHANGED", "PERMISSIONS_CHANGED",
            "SOURCE_IPS_CHANGED", "SOURCE_IPS_CHANGED", "APPLICATION_DISABLED", "APPLICATION_ENABLED",
            "API_KEY_CREATED", "API_KEY_EXPIRING", "SIGNING_KEY_REPLACED", "API_KEY_REVOKED", "APPLICATION_DELETED",
        ];
        assert_eq!(actions, expected);
    });
}

#[test]
fn an_admins_new_key_is_shown_once_and_the_history_names_them() {
    in_world_with(Hand::owner, async |world, (owner, _)| {
        let admin = Hand::admin(world, &owner.organization, "").await;
        let key = SigningKey::generate();
        let created = admin.create(&key, json!({ "name": "Handed over" })).await.expect(201);
        assert_eq!(
            (&created["organizationId"], &created["createdBy"]),
            (&json!(owner.organization), &json!(admin.user))
        );
        let [owner, admin] = [&owner, &admin].map(|hand| hand.with(created["id"].as_str().unwrap()));
        let rotated = admin.rotate(json!({})).await.expect(201);
        let by_owner = owner.rotate(json!({})).await.expect(201);
        for answer in [&created, &rotated, &by_owner] {
            assert_eq!(judgment(world, answer["apiKey"].as_str().unwrap(), &key).await, good());
        }
        for hand in [&owner, &admin] {
            let shown = hand.get().await.to_string();
            for answer in [&created, &rotated, &by_owner] {
                assert!(!shown.contains(answer["apiKey"].as_str().unwrap()));
            }
        }
        let uri = format!("/partner/v1/audit?applicationId={}", created["id"].as_str().unwrap());
        let history = owner.send(Call::get(&uri)).await.expect(200);
        let to = |entry: &Value| entry["after"]["apiKeyShownTo"].clone();
        let entries = items(&history);
        assert_eq!(to(&entries[2]), json!({ "userId": admin.user, "role": "NUVERA_ADMIN" }));
        assert_eq!(to(&entries[1]), json!({ "userId": admin.user, "role": "NUVERA_ADMIN" }));
        assert_eq!(to(&entries[0]), json!({ "userId": owner.user, "role": "PARTNER_USER" }));
    });
}

#[test]
fn the_rules_are_the_same_for_an_admin() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let (other, foreign) = Hand::owner(world).await;
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        let before = admin.get().await;
        admin.patch(json!({ "permissions": ["CUSTOMERS_WRITE"] })).await.expect_problem(422, "validation_failed");
        admin.rotate(json!({ "replace": true })).await.expect_problem(422, "validation_failed");
        admin.replace(&foreign.key, None).await.expect_problem(409, "conflict");
        admin.replace(&app.key, None).await.expect_problem(409, "conflict");
        admin.create(&foreign.key, json!({})).await.expect_problem(409, "conflict");
        let same_name = admin.create(&SigningKey::generate(), json!({ "name": app.created["name"] })).await;
        same_name.expect_problem(409, "conflict");
        let private = json!({ "publicKey": SigningKey::generate().private_pem() });
        admin.send(admin.replacing(&private)).await.expect_problem(422, "validation_failed");
        admin.revoke(&foreign.key_id()).await.expect_problem(404, "not_found");
        // An application exists only in its own organization.
        let crossed = Hand::admin(world, &other.organization, &app.id).await;
        for call in [
            crossed.patching(&json!({ "enabled": false })),
            crossed.rotating(&json!({})),
            crossed.revoking(&app.key_id()),
            crossed.replacing(&json!({ "publicKey": SigningKey::generate().public_pem() })),
            crossed.deleting(),
        ] {
            crossed.send(call).await.expect_problem(404, "not_found");
        }
        assert_eq!((admin.get().await, owner.actions(1).await.len()), (before, 0));
        // A disabled or unknown organization gets no application.
        let uri = format!("/admin/v1/organizations/{}", other.organization);
        admin.send(Call::patch(&uri).json(&json!({ "enabled": false }))).await.expect(200);
        crossed.create(&SigningKey::generate(), json!({})).await.expect_problem(403, "application_disabled");
        let nowhere = Hand::admin(world, "org_0000000000000000000000", &app.id).await;
        nowhere.create(&SigningKey::generate(), json!({})).await.expect_problem(404, "not_found");
    });
}

#[test]
fn only_admins_get_into_the_organization_hub() {
    in_world_with(Person::partner, async |world, partner| {
        let app = Application::create_by(world, &partner.token, &Permission::ALL, json!({})).await;
        let ids = Ids { user: partner.user.clone(), ..Ids::of(&app) };
        let mut tokens = outsiders(world, &partner).await;
        tokens.push(("a user of the organization itself", partner.token.clone()));
        tokens.push(("the demo partner", world.token(DemoUser::Partner)));
        let before = stored(world, &ids).await;
        let mut tried = 0;
        for spec in routes_of(Access::NuveraAdmin) {
            tried += 1;
            let call = request_to(spec, &ids);
            for (who, token) in &tokens {
                let reply = world.send(&call.clone().bearer(token)).await;
                assert_eq!(reply.problem(), (403, "role_denied".to_owned()), "{who}: {}", spec.id());
            }
            world.send(&call).await.expect_problem(401, "access_token_missing");
            world.send(&call.clone().bearer("x")).await.expect_problem(401, "access_token_invalid");
            // A signature of a partner's service does not help either.
            world.send(&app.sign(world, call)).await.expect_problem(401, "access_token_invalid");
        }
        assert!(tried >= 17);
        assert!(stored(world, &ids).await == before, "something was written");
        app.get(world, READ).await.expect(200);
    });
}

#[test]
fn an_admin_does_not_get_into_a_partners_settings() {
    in_world_with(Person::partner, async |world, partner| {
        let app = Application::create_by(world, &partner.token, &Permission::ALL, json!({})).await;
        let ids = Ids::of(&app);
        let admin = Person::member(world, Role::NuveraAdmin, None).await;
        let before = stored(world, &ids).await;
        for spec in routes_of(Access::PartnerUser) {
            for token in [&token(world, &admin.user), &world.token(DemoUser::Admin)] {
                let reply = world.send(&request_to(spec, &ids).bearer(token)).await;
                assert_eq!(reply.problem(), (403, "role_denied".to_owned()), "{}", spec.id());
            }
        }
        assert!(stored(world, &ids).await == before, "something was written");
    });
}
