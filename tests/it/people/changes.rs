//! Changes of an application's name, permissions, source IPs and state, and preconditions.

use contract::permission::Permission;
use contract::route::Access;
use contract::table::Table;
use serde_json::{Value, json};

use super::hand::{Hand, is_of_credentials, pointers, stored};
use crate::security::matrix::{Ids, request};
use crate::support::people::token;
use crate::support::{Application, Call, Person, SigningKey, in_world, in_world_with};

#[test]
fn each_field_changes_alone_and_appears_in_the_history() {
    in_world_with(Hand::owner, async |_, (owner, app)| {
        let cases = [
            ("name", json!("Renamed"), "APPLICATION_RENAMED"),
            // Another spelling of its own name is no conflict.
            ("name", json!("RENAMED"), "APPLICATION_RENAMED"),
            ("permissions", json!(["CUSTOMERS_READ", "CUSTOMERS_WRITE"]), "PERMISSIONS_CHANGED"),
            ("permissions", json!([]), "PERMISSIONS_CHANGED"),
            ("enabled", json!(false), "APPLICATION_DISABLED"),
            ("enabled", json!(true), "APPLICATION_ENABLED"),
            ("allowedSourceIps", json!(["203.0.113.0/24", "2001:db8::/32"]), "SOURCE_IPS_CHANGED"),
            ("allowedSourceIps", json!([]), "SOURCE_IPS_CHANGED"),
            ("requireSignedHeaders", json!(true), "HEADER_RULES_CHANGED"),
            ("requireSignedHeaders", json!(false), "HEADER_RULES_CHANGED"),
        ];
        for (number, (field, value, action)) in cases.into_iter().enumerate() {
            let (before, since) = (owner.get().await, owner.history().await.len());
            let reply = owner.patch(json!({ field: value })).await;
            let after = reply.expect(200);
            assert_eq!(reply.header("etag"), Some(format!("\"{}\"", number + 2).as_str()));
            let mut expected = before.clone();
            expected[field] = value.clone();
            expected["updatedAt"] = after["updatedAt"].clone();
            assert_eq!(after, expected, "only {field} changes");
            assert_eq!(owner.get().await, after);
            let history = owner.history().await;
            let [entry] = &history[since..] else { panic!("{field}: {} entries", history.len() - since) };
            assert_eq!(entry["action"].as_s().unwrap(), action);
            let page = owner.send(Call::get("/partner/v1/audit?limit=1")).await.expect(200);
            let said = &page["items"][0];
            assert_eq!((&said["before"], &said["after"]), (&json!({ field: before[field] }), &json!({ field: value })));
            assert_eq!(said["applicationId"], app.id);
        }
    });
}

#[test]
fn several_fields_change_together() {
    in_world_with(Hand::owner, async |_, (owner, app)| {
        let patch = json!({
            "name": "Payouts", "permissions": ["PAYMENTS_READ"], "enabled": false, "allowedSourceIps": ["203.0.113.9"],
        });
        let changed = owner.patch(patch.clone()).await.expect(200);
        for field in ["name", "permissions", "enabled"] {
            assert_eq!(changed[field], patch[field], "{field}");
        }
        assert_eq!(changed["allowedSourceIps"], json!(["203.0.113.9/32"]));
        assert_eq!(
            (&changed["apiKeys"], &changed["signingKeys"]),
            (&app.created["apiKeys"], &app.created["signingKeys"])
        );
        assert_eq!(owner.etag().await, "\"2\"", "all fields change in one revision");
        let mut actions = owner.actions(1).await;
        actions.sort_unstable();
        let expected = ["APPLICATION_DISABLED", "APPLICATION_RENAMED", "PERMISSIONS_CHANGED", "SOURCE_IPS_CHANGED"];
        assert_eq!(actions, expected);
    });
}

#[test]
fn an_unchanged_value_is_not_a_change() {
    in_world(async |world| {
        let more = json!({ "allowedSourceIps": ["198.51.100.0/24"] });
        let (owner, app) = Hand::owner_of(world, more).await;
        let before = owner.get().await;
        let mut permissions: Vec<_> = Permission::ALL.iter().map(|permission| permission.name()).collect();
        permissions.reverse();
        for patch in [
            json!({}),
            json!({ "name": app.created["name"] }),
            json!({ "enabled": true }),
            json!({ "permissions": permissions }),
            json!({ "allowedSourceIps": ["198.51.100.0/24"] }),
            json!({ "name": app.created["name"], "enabled": true, "permissions": Permission::ALL }),
        ] {
            let reply = owner.patch(patch.clone()).await;
            assert_eq!(reply.expect(200), before, "{patch}");
            assert_eq!(reply.header("etag"), Some("\"1\""), "{patch}");
        }
        assert_eq!(owner.get().await, before);
        assert_eq!(owner.actions(1).await.len(), 0);
    });
}

#[test]
fn wrong_fields_of_a_change_are_named_and_nothing_changes() {
    in_world_with(Hand::owner, async |_, (owner, _)| {
        let before = owner.get().await;
        let cases: [(Value, &[&str]); 24] = [
            (json!({ "name": null }), &["/name"]),
            (json!({ "permissions": null }), &["/permissions"]),
            (json!({ "enabled": null }), &["/enabled"]),
            (json!({ "allowedSourceIps": null }), &["/allowedSourceIps"]),
            (json!({ "requireSignedHeaders": null }), &["/requireSignedHeaders"]),
            (json!({ "requireSignedHeaders": "true" }), &["/requireSignedHeaders"]),
            (json!({ "name": "" }), &["/name"]),
            (json!({ "name": "x".repeat(101) }), &["/name"]),
            (json!({ "name": 1 }), &["/name"]),
            (json!({ "enabled": "false" }), &["/enabled"]),
            (json!({ "enabled": 0 }), &["/enabled"]),
            (json!({ "permissions": ["CUSTOMERS_WRITE"] }), &["/permissions"]),
            (json!({ "permissions": ["PAYMENTS_WRITE", "CUSTOMERS_READ"] }), &["/permissions"]),
            (json!({ "permissions": ["ADMIN"] }), &["/permissions/0"]),
            (json!({ "permissions": "CUSTOMERS_READ" }), &["/permissions"]),
            (json!({ "allowedSourceIps": ["203.0.113.1/24"] }), &["/allowedSourceIps/0"]),
            (json!({ "allowedSourceIps": ["203.0.113.1", "x"] }), &["/allowedSourceIps/1"]),
            (json!({ "allowedSourceIps": vec!["203.0.113.1"; 51] }), &["/allowedSourceIps"]),
            (json!({ "organizationId": "org_0000000000000000000001" }), &["/organizationId"]),
            (json!({ "organizationEnabled": true }), &["/organizationEnabled"]),
            (json!({ "apiKeys": [] }), &["/apiKeys"]),
            (json!({ "publicKey": SigningKey::generate().public_pem() }), &["/publicKey"]),
            (json!({ "revision": 7 }), &["/revision"]),
            (json!({ "name": "", "enabled": 1, "x": 1 }), &["/name", "/enabled", "/x"]),
        ];
        for (body, expected) in cases {
            let problem = owner.patch(body.clone()).await.expect_problem(422, "validation_failed");
            assert_eq!(pointers(&problem), expected, "{body}: {problem}");
        }
        // A valid field does not make up for an invalid one.
        owner.patch(json!({ "name": "Right", "enabled": null })).await.expect_problem(422, "validation_failed");
        assert_eq!((owner.get().await, owner.etag().await), (before, "\"1\"".to_owned()));
        assert_eq!(owner.actions(1).await.len(), 0);
    });
}

#[test]
fn a_name_stays_taken_until_its_application_gives_it_up() {
    in_world(async |world| {
        let (owner, _) = Hand::owner_of(world, json!({ "name": "Payouts" })).await;
        let second = owner.create(&SigningKey::generate(), json!({ "name": "Invoices" })).await.expect(201);
        let second = owner.with(second["id"].as_str().unwrap());
        for name in ["Payouts", "payouts", "PAYOUTS"] {
            let problem = second.patch(json!({ "name": name, "enabled": false })).await.expect_problem(409, "conflict");
            assert_eq!(pointers(&problem), ["/name"], "{problem}");
        }
        let kept = second.get().await;
        assert_eq!(
            (&kept["name"], &kept["enabled"]),
            (&json!("Invoices"), &json!(true)),
            "both fields change or neither"
        );
        // Names of other organizations do not conflict.
        let (other, _) = Hand::owner(world).await;
        other.patch(json!({ "name": "Payouts" })).await.expect(200);

        owner.patch(json!({ "name": "Refunds" })).await.expect(200);
        second.patch(json!({ "name": "payouts" })).await.expect(200);
        owner.patch(json!({ "name": "Payouts" })).await.expect_problem(409, "conflict");
        owner.create(&SigningKey::generate(), json!({ "name": "Refunds" })).await.expect_problem(409, "conflict");
        owner.create(&SigningKey::generate(), json!({ "name": "Invoices" })).await.expect(201);
        let names = world.aws.partition(Table::Access, &format!("ORG#{}", owner.organization)).await;
        let names: Vec<_> = names.iter().filter_map(|item| item["sk"].as_s().unwrap().strip_prefix("NAME#")).collect();
        assert_eq!(names, ["invoices", "payouts", "refunds"]);
    });
}

#[test]
fn every_conditional_route_changes_only_the_named_revision() {
    in_world(async |world| {
        let admin = Hand::admin(world, "", "").await;
        let conditional = || contract::routes::all().map(|entry| entry.spec).filter(|spec| spec.is_conditional());
        let of_people = || conditional().filter(|spec| is_of_credentials(spec));
        assert_eq!(of_people().count(), 11);
        for spec in of_people() {
            let person = Person::partner(world).await;
            let app = Application::create_by(world, &person.token, &[Permission::CustomersRead], json!({})).await;
            let ids = Ids::of(&app);
            let bearer = match spec.access() {
                Access::PartnerUser => person.token.clone(),
                _ => token(world, &admin.user),
            };
            let send = async |ids: &Ids, tag: Option<&str>| {
                let call = request(spec, ids).bearer(&bearer);
                world.send(&tag.map_or(call.clone(), |tag| call.header("if-match", tag))).await
            };
            let before = stored(world, &ids).await;
            for tag in [
                "\"2\"", "\"0\"", "\"01\"", "\"+1\"", "\"\"", "1", "W/\"1\"", "\"x\"", "\"1", "\"-1\"", "",
                "\"99999999999999999999\"",
            ] {
                let refused = send(&ids, Some(tag)).await;
                assert_eq!(refused.problem(), (412, "precondition_failed".to_owned()), "{} {tag}", spec.id());
            }
            assert!(stored(world, &ids).await == before, "{}: something was written", spec.id());
            // An unknown record answers 404, regardless of the revision.
            let nowhere = Ids {
                application: "app_0000000000000000000000".to_owned(),
                organization: "org_0000000000000000000000".to_owned(),
                ..ids.clone()
            };
            for tag in ["\"1\"", "*"] {
                send(&nowhere, Some(tag)).await.expect_problem(404, "not_found");
            }
            let reply = send(&ids, Some("\"1\"")).await;
            assert_eq!(reply.status, spec.success(), "{}: {}", spec.id(), reply.text);
            if spec.success() == 204 {
                // The record was deleted; the rest uses another one.
                let app = Application::create_by(world, &person.token, &[], json!({})).await;
                assert_eq!(send(&Ids::of(&app), Some("*")).await.status, 204);
                continue;
            }
            // The answer has the next revision, and the previous one no longer matches.
            assert_eq!(reply.header("etag"), Some("\"2\""), "{}", spec.id());
            assert_eq!(send(&ids, Some("\"1\"")).await.problem().0, 412, "{}", spec.id());
            let any = send(&ids, Some("*")).await;
            assert_eq!(any.status, spec.success(), "{}: {}", spec.id(), any.text);
        }
    });
}
