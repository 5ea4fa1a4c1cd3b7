//! Effect of a change on the next request, on a warm function, every time. The same holds for undoing it.

use serde_json::{Value, json};

use super::hand::{Hand, READ, signed};
use crate::support::people::token;
use crate::support::{Application, Call, in_world_with};

const ROUNDS: usize = 100;

/// Returns true for rounds that also check the undone change.
fn looks_back(round: usize) -> bool {
    round % 10 == 9
}

/// Asserts a hundred times that the next request is refused after `off` and served after `on`.
async fn switch(owner: &Hand<'_>, app: &Application, [off, on]: [Call; 2], code: &str) {
    let world = owner.world;
    let [off, on] = [off, on].map(|call| call.bearer(&token(world, &owner.user)));
    app.get(world, READ).await.expect(200);
    for round in 0..ROUNDS {
        // Signs in advance, so the request follows the answer directly.
        let [first, second] = [(); 2].map(|()| app.sign(world, Call::get(READ)));
        world.send(&off).await.expect(200);
        let refused = world.send(&first).await;
        assert_eq!(refused.problem(), (403, code.to_owned()), "round {round}");
        world.send(&on).await.expect(200);
        if looks_back(round) {
            let served = world.send(&second).await;
            assert_eq!(served.status, 200, "round {round}: {}", served.text);
        }
    }
}

#[test]
fn the_request_after_a_revocation_is_refused_every_time() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        for round in 0..ROUNDS {
            let created = owner.rotate(json!({})).await.expect(201);
            let api_key = created["apiKey"].as_str().unwrap();
            let id = created["apiKeys"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap();
            let [first, second] = [(); 2].map(|()| signed(world, api_key, &app.key, None));
            world.send(&first).await.expect(200);
            owner.revoke(id).await.expect(200);
            assert_eq!(world.send(&second).await.problem(), (401, "api_key_revoked".to_owned()), "round {round}");
        }
        // The other key worked throughout.
        app.get(world, READ).await.expect(200);
    });
}

#[test]
fn the_request_after_a_disablement_is_refused_every_time() {
    in_world_with(Hand::owner, async |_, (owner, app)| {
        let calls = [false, true].map(|enabled| owner.patching(&json!({ "enabled": enabled })));
        switch(&owner, &app, calls, "application_disabled").await;
    });
}

#[test]
fn the_request_after_a_permission_was_taken_away_is_refused_every_time() {
    in_world_with(Hand::owner, async |_, (owner, app)| {
        let sets = [json!(["PAYMENTS_READ", "SUPPORT_READ"]), json!(["CUSTOMERS_READ", "PAYMENTS_READ"])];
        let calls = sets.map(|permissions| owner.patching(&json!({ "permissions": permissions })));
        switch(&owner, &app, calls, "permission_denied").await;
    });
}

#[test]
fn the_request_after_a_source_address_was_taken_away_is_refused_every_time() {
    in_world_with(Hand::owner, async |_, (owner, app)| {
        let lists = [json!(["203.0.113.0/24"]), json!(["203.0.113.0/24", "198.51.100.7"])];
        let calls = lists.map(|list| owner.patching(&json!({ "allowedSourceIps": list })));
        switch(&owner, &app, calls, "source_ip_not_allowed").await;
    });
}

#[test]
fn the_request_after_the_organization_was_disabled_is_refused_every_time() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        let uri = format!("/admin/v1/organizations/{}", owner.organization);
        let calls = [false, true].map(|enabled| Call::patch(&uri).json(&json!({ "enabled": enabled })));
        switch(&admin, &app, calls, "application_disabled").await;
    });
}

#[test]
fn the_request_after_a_member_was_removed_is_refused_every_time() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        let uri = format!("/admin/v1/organizations/{}/members/{}", owner.organization, owner.user);
        let body: Value = json!({ "email": "ada@people.example" });
        let read = async || owner.send(Call::get(&owner.uri)).await;
        read().await.expect(200);
        for round in 0..ROUNDS {
            assert_eq!(admin.send(Call::delete(&uri)).await.status, 204, "round {round}");
            assert_eq!(read().await.problem(), (403, "role_denied".to_owned()), "round {round}");
            admin.send(Call::put(&uri).json(&body)).await.expect(200);
            if looks_back(round) {
                assert_eq!(read().await.status, 200, "round {round}");
            }
        }
        // Applications of a removed member stay.
        assert_eq!(admin.send(Call::delete(&uri)).await.status, 204);
        app.get(world, READ).await.expect(200);
    });
}
