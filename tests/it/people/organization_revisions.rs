//! `ETag`s of organizations, and changes with `If-Match`.

use contract::table::Table;
use serde_json::{Value, json};

use super::hand::Hand;
use super::hub::ORGANIZATIONS;
use super::races::at_once;
use crate::support::aws::Item;
use crate::support::{Application, Call, Person, Reply, World, in_own_world, in_world_with};

/// Creates an organization. Returns its admin and URI.
async fn organization(world: &World) -> (Hand<'_>, String) {
    let admin = Hand::admin(world, "", "").await;
    let created = admin.send(Call::post(ORGANIZATIONS).json(&json!({ "name": "Hooli" }))).await;
    assert_eq!(created.header("etag"), Some("\"1\""));
    let uri = format!("{ORGANIZATIONS}/{}", created.expect(201)["id"].as_str().unwrap());
    (admin, uri)
}

async fn patch(admin: &Hand<'_>, uri: &str, body: Value, if_match: Option<&str>) -> Reply {
    let call = Call::patch(uri).json(&body);
    admin.send(if_match.map_or(call.clone(), |tag| call.header("if-match", tag))).await
}

/// Returns the items and the history of an organization.
async fn stored(world: &World, organization: &str) -> Vec<Vec<Item>> {
    let partition = format!("ORG#{organization}");
    vec![world.aws.partition(Table::Access, &partition).await, world.aws.partition(Table::Audit, &partition).await]
}

#[test]
fn each_change_makes_a_new_etag_and_each_answer_has_it() {
    in_world_with(organization, async |world, (admin, uri)| {
        for (body, tag) in [
            (json!({}), "\"1\""),
            (json!({ "name": "Pied Piper" }), "\"2\""),
            (json!({ "name": "Pied Piper", "enabled": true }), "\"2\""),
            (json!({ "enabled": false }), "\"3\""),
            (json!({ "name": "Hooli", "enabled": true }), "\"4\""),
        ] {
            let changed = patch(&admin, &uri, body.clone(), None).await;
            let read = admin.send(Call::get(&uri)).await;
            assert_eq!((changed.header("etag"), read.header("etag")), (Some(tag), Some(tag)), "{body}");
            assert_eq!(changed.expect(200), read.expect(200), "{body}");
        }
        // A new application does not change its organization's revision.
        let (id, before) = (uri.rsplit_once('/').unwrap().1, stored(world, uri.rsplit_once('/').unwrap().1).await);
        let owner = Hand::admin(world, id, "").await;
        owner.create(&crate::support::SigningKey::generate(), json!({})).await.expect(201);
        assert!(stored(world, id).await != before);
        assert_eq!(admin.send(Call::get(&uri)).await.header("etag"), Some("\"4\""));
    });
}

#[test]
fn if_match_of_another_revision_changes_nothing() {
    in_world_with(Person::partner, async |world, owner| {
        let app = Application::create_by(world, &owner.token, &[], json!({})).await;
        let admin = Hand::admin(world, owner.organization(), &app.id).await;
        let uri = format!("{ORGANIZATIONS}/{}", owner.organization());
        let before = (stored(world, owner.organization()).await, world.aws.application(&app.id).await);
        for tag in ["\"0\"", "\"2\"", "\"01\"", "\"\"", "1", "W/\"1\"", "\"x\"", ""] {
            for body in [json!({ "name": "Late" }), json!({ "enabled": false }), json!({ "enabled": true }), json!({})]
            {
                let refused = patch(&admin, &uri, body.clone(), Some(tag)).await;
                assert_eq!(refused.problem(), (412, "precondition_failed".to_owned()), "{tag} {body}");
            }
        }
        let after = (stored(world, owner.organization()).await, world.aws.application(&app.id).await);
        assert!(before == after, "something was written");
        // An unknown record answers 404, regardless of the revision.
        let nowhere = format!("{ORGANIZATIONS}/org_0000000000000000000000");
        patch(&admin, &nowhere, json!({ "name": "X" }), Some("\"1\"")).await.expect_problem(404, "not_found");

        patch(&admin, &uri, json!({ "name": "In time" }), Some("\"1\"")).await.expect(200);
        patch(&admin, &uri, json!({ "name": "Too late" }), Some("\"1\""))
            .await
            .expect_problem(412, "precondition_failed");
        let any = patch(&admin, &uri, json!({ "enabled": false }), Some("*")).await;
        assert_eq!((any.header("etag"), &any.expect(200)["name"]), (Some("\"3\""), &json!("In time")));
    });
}

#[test]
fn of_two_admins_with_the_same_etag_one_is_refused() {
    in_own_world(async |world| {
        let (admin, uri) = organization(world).await;
        for bodies in [
            [json!({ "name": "One" }), json!({ "name": "Two" })],
            // The two change different fields.
            [json!({ "name": "Three" }), json!({ "enabled": false })],
        ] {
            let tag = admin.send(Call::get(&uri)).await.header("etag").unwrap().to_owned();
            let calls = bodies.iter().map(|body| Call::patch(&uri).header("if-match", &tag).json(body));
            let replies = at_once(&admin, calls.collect()).await;
            let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
            assert_eq!((won.len(), lost.len()), (1, 1));
            lost[0].expect_problem(412, "precondition_failed");
            let now = admin.send(Call::get(&uri)).await;
            assert_eq!((now.json(), now.header("etag")), (won[0].json(), won[0].header("etag")));
            assert_ne!(now.header("etag"), Some(tag.as_str()));
        }
        // Without `If-Match`, both succeed in sequence.
        let calls = [json!({ "name": "Both" }), json!({ "enabled": true })];
        let calls = calls.iter().map(|body| Call::patch(&uri).json(body)).collect();
        patch(&admin, &uri, json!({ "enabled": false }), None).await.expect(200);
        for reply in at_once(&admin, calls).await {
            reply.expect(200);
        }
        let now = admin.send(Call::get(&uri)).await.expect(200);
        assert_eq!((&now["name"], &now["enabled"]), (&json!("Both"), &json!(true)));
    });
}
