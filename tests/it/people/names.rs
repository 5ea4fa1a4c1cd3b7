//! Names of applications and organizations: misleading, look-alike and international ones.

use serde_json::json;

use super::hand::Hand;
use super::hub::{ORGANIZATIONS, admin, all, applications_of, get, organization, send};
use crate::support::aws::{set, text};
use crate::support::{SigningKey, in_world_with};

/// Misleading names of each kind, with a part of the reason.
const MISLEADING: [(&str, &str); 14] = [
    ("Payments\nApproved by Nuvera", "it contains U+000A"),
    ("Payments\r", "it contains U+000D"),
    ("Payments\tworker", "it contains U+0009"),
    ("Payments\u{1b}[31m", "it contains U+001B"),
    ("Payments\u{85}", "it contains U+0085"),
    ("Payments \u{202e}rekrow", "it contains U+202E"),
    ("Payments\u{2066}x", "it contains U+2066"),
    ("\u{200f}Payments", "it contains U+200F"),
    ("Pay\u{200b}ments", "it contains U+200B"),
    ("\u{feff}Payments", "it contains U+FEFF"),
    ("Payments\u{2028}worker", "it contains U+2028"),
    ("Payments\u{e0041}", "it contains U+E0041"),
    ("\u{200d}", "joiners only where a script or an emoji needs them; it contains U+200D"),
    (" \u{a0} ", "a visible character"),
];

#[test]
fn a_misleading_name_is_refused_with_the_rule() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let admin = admin(world).await;
        let at = Hand::admin(world, &owner.organization, &app.id).await;
        let ours = organization(&owner.organization);
        let before = (owner.get().await, get(world, &admin, &ours).await.expect(200));
        for (name, rule) in MISLEADING {
            let body = json!({ "name": name });
            let replies = [
                owner.create(&SigningKey::generate(), body.clone()).await,
                owner.patch(body.clone()).await,
                at.patch(body.clone()).await,
                send(world, &admin, "POST", ORGANIZATIONS, &body).await,
                send(world, &admin, "PATCH", &ours, &body).await,
            ];
            for reply in replies {
                let problem = reply.expect_problem(422, "validation_failed");
                let error = &problem["errors"][0];
                assert_eq!(error["pointer"], "/name", "{name:?}: {problem}");
                assert!(error["reason"].as_str().unwrap().contains(rule), "{name:?}: {problem}");
            }
        }
        assert_eq!((owner.get().await, get(world, &admin, &ours).await.expect(200)), before);
        assert_eq!(all(world, &admin, &applications_of(&owner.organization)).await.len(), 1);
    });
}

#[test]
fn names_in_any_script_are_stored_unchanged() {
    in_world_with(Hand::owner, async |world, (owner, _)| {
        let admin = admin(world).await;
        let ours = organization(&owner.organization);
        for name in
            ["支付 服务", "پرداخت\u{200c}ها", "क्\u{200d}ष सेवा", "Team ❤\u{fe0f} 👩\u{200d}👧", "O'Hara & Söhne (EU) #2"]
        {
            let body = json!({ "name": name });
            assert_eq!(owner.patch(body.clone()).await.expect(200)["name"], name);
            assert_eq!(send(world, &admin, "PATCH", &ours, &body).await.expect(200)["name"], name);
            let made = send(world, &admin, "POST", ORGANIZATIONS, &body).await.expect(201);
            assert_eq!(made["name"], name);
        }
    });
}

#[test]
fn spaces_of_a_name_are_normalized() {
    in_world_with(Hand::owner, async |_, (owner, _)| {
        for (name, kept) in
            [(" Pay\u{a0}outs  EU ", "Pay outs EU"), ("cafe\u{301}", "cafe\u{301}"), ("支付\u{3000}服务", "支付 服务")]
        {
            assert_eq!(owner.patch(json!({ "name": name })).await.expect(200)["name"], kept);
        }
    });
}

#[test]
fn look_alike_names_conflict_within_an_organization() {
    in_world_with(Hand::owner, async |world, (owner, _)| {
        let second = owner.create(&SigningKey::generate(), json!({ "name": "Another" })).await.expect(201);
        let second = owner.with(second["id"].as_str().unwrap());
        let (other, _) = Hand::owner(world).await;
        for (name, twin) in [
            ("caf\u{e9}", "Cafe\u{301}"),
            ("Straße", "STRASSE"),
            ("Payments", "Раyments"),
            ("Payouts", "Ｐａｙｏｕｔｓ"),
            ("office", "o\u{fb03}ce"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("СОМ", "COM"),
            ("ΡΑΥΜΕΝΤ", "Payment"),
            ("paypal", "paypaI"),
            ("Invoice", "lnvoice"),
        ] {
            owner.patch(json!({ "name": name })).await.expect(200);
            let body = json!({ "name": twin });
            for reply in [second.patch(body.clone()).await, second.create(&SigningKey::generate(), body.clone()).await]
            {
                let problem = reply.expect_invalid("/name");
                assert!(problem["detail"].as_str().unwrap().contains("looks like"), "{twin}: {problem}");
            }
            // The application itself may take the name, and so may one of another organization.
            assert_eq!(owner.patch(body.clone()).await.expect(200)["name"], twin);
            assert_eq!(other.patch(body).await.expect(200)["name"], twin);
        }
        // The same name in another case still conflicts.
        owner.patch(json!({ "name": "Refunds" })).await.expect(200);
        second.patch(json!({ "name": "refunds" })).await.expect_problem(409, "conflict");
        // The former name is free again.
        second.patch(json!({ "name": "STRASSE" })).await.expect(200);
    });
}

#[test]
fn a_name_older_than_the_rule_stays_until_it_is_changed() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let admin = admin(world).await;
        let old = "Two\nlines \u{202e}";
        world.aws.edit_application(&app.id, |item| set(item, "name", text(old))).await;
        world.aws.edit_organization(&owner.organization, |item| set(item, "name", text(old))).await;

        let ours = organization(&owner.organization);
        assert_eq!(owner.get().await["name"], old);
        assert_eq!(owner.patch(json!({ "allowedSourceIps": ["127.0.0.1"] })).await.expect(200)["name"], old);
        assert_eq!(get(world, &admin, &ours).await.expect(200)["name"], old);
        for reply in [
            owner.patch(json!({ "name": old })).await,
            send(world, &admin, "PATCH", &ours, &json!({ "name": old })).await,
        ] {
            reply.expect_invalid("/name");
        }
        let disabled = send(world, &admin, "PATCH", &ours, &json!({ "enabled": false })).await.expect(200);
        assert_eq!((&disabled["name"], &disabled["enabled"]), (&json!(old), &json!(false)));
        assert_eq!(
            send(world, &admin, "PATCH", &ours, &json!({ "name": "One line" })).await.expect(200)["name"],
            "One line"
        );
    });
}
