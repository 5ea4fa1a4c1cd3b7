//! `Idempotency-Key` on people's requests: one effect, and no stored API key.

use aws_sdk_dynamodb::types::AttributeValue;
use contract::permission::Permission;
use contract::table::Table;
use local::Fault;
use serde_json::{Value, json};

use super::APPLICATIONS;
use super::hub::{ORGANIZATIONS, admin, all, applications_of, get, organization};
use super::written::bytes;
use crate::support::aws::table;
use crate::support::people::once;
use crate::support::{Application, Call, Person, Reply, SigningKey, World, in_own_world_with, in_world, in_world_with};

fn keyed(person: &Person, uri: &str, body: &Value) -> Call {
    Call::post(uri).bearer(&person.token).json(body).header("idempotency-key", "k-1")
}

fn new_application() -> Value {
    Application::body(&SigningKey::generate(), &[Permission::CryptoRead], json!({}))
}

/// Asserts that a retry names the created record, without the API key.
#[track_caller]
fn assert_told_once(repeated: &Reply, application: &Value, key: &Value) {
    let problem = repeated.expect_problem(409, "conflict");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(application.as_str().unwrap()) && detail.contains(key.as_str().unwrap()), "{detail}");
    assert!(detail.contains("create a replacement") && !detail.contains("nuv_test_"), "{detail}");
}

async fn assert_not_kept(world: &World, api_key: &str) {
    let mut kept = Vec::new();
    for item in world.aws.scan(Table::Replay).await {
        bytes(&AttributeValue::M(item), &mut kept);
    }
    let holds = |needle: &[u8]| kept.iter().any(|text| text.windows(needle.len()).any(|part| part == needle));
    assert!(!holds(api_key.as_bytes()) && !holds(&api_key.as_bytes()[35..67]), "an API key is stored");
    assert!(holds(b"is shown only once"), "the search finds stored text");
}

#[test]
fn a_repeated_creation_makes_one_application_and_stores_no_api_key() {
    in_world_with(Person::partner, async |world, owner| {
        let staff = admin(world).await;
        let of_admin = applications_of(owner.organization());
        for (person, uri) in [(&owner, APPLICATIONS.to_owned()), (&staff, of_admin)] {
            let before = all(world, person, &uri).await.len();
            let body = new_application();
            let created = world.send(&keyed(person, &uri, &body)).await.expect(201);
            for _ in 0..2 {
                let again = world.send(&keyed(person, &uri, &body)).await;
                assert_told_once(&again, &created["id"], &created["apiKeys"][0]["id"]);
            }
            world.send(&keyed(person, &uri, &new_application())).await.expect_problem(422, "idempotency_key_reused");
            assert_eq!(all(world, person, &uri).await.len(), before + 1);
            assert_not_kept(world, created["apiKey"].as_str().unwrap()).await;

            let keys = format!("{uri}/{}/api-keys", created["id"].as_str().unwrap());
            let body = json!({ "replace": true, "graceSeconds": 60 });
            let created = world.send(&keyed(person, &keys, &body)).await.expect(201);
            let made = created["apiKeys"].as_array().unwrap().iter().find(|key| key["status"] == "ACTIVE").unwrap();
            let again = world.send(&keyed(person, &keys, &body)).await;
            assert_told_once(&again, &created["id"], &made["id"]);
            let uri = format!("{uri}/{}", created["id"].as_str().unwrap());
            let found = world.send(&Call::get(&uri).bearer(&person.token)).await.expect(200);
            assert_eq!(found["apiKeys"].as_array().unwrap().len(), 2);
            assert_not_kept(world, created["apiKey"].as_str().unwrap()).await;
        }
    });
}

#[test]
fn an_answer_without_a_secret_is_replayed_to_the_same_person() {
    in_world(async |world| {
        let (first, second) = (admin(world).await, admin(world).await);
        let body = json!({ "name": "Made Once" });
        let made = world.send(&keyed(&first, ORGANIZATIONS, &body)).await.expect(201);
        let again = world.send(&keyed(&first, ORGANIZATIONS, &body)).await;
        assert_eq!((again.expect(201), again.header("idempotency-replayed")), (made.clone(), Some("true")));
        let other = json!({ "name": "Made Otherwise" });
        world.send(&keyed(&first, ORGANIZATIONS, &other)).await.expect_problem(422, "idempotency_key_reused");
        // Idempotency keys are per person.
        let theirs = world.send(&keyed(&second, ORGANIZATIONS, &body)).await;
        assert_eq!(theirs.header("idempotency-replayed"), None);
        assert_ne!(theirs.expect(201)["id"], made["id"]);
        let bad = keyed(&first, ORGANIZATIONS, &body);
        let bad = Call { headers: bad.headers[..2].to_vec(), ..bad }.header("idempotency-key", "a b");
        world.send(&bad).await.expect_problem(400, "parameter_invalid");
    });
}

#[test]
fn a_moved_member_gets_no_replay_from_the_former_organization() {
    in_world(async |world| {
        let (before, after) = (Person::partner(world).await, Person::partner(world).await);
        let body = new_application();
        let made = world.send(&keyed(&before, APPLICATIONS, &body)).await.expect(201);
        let mut membership = world.store().memberships().find(&before.user.parse().unwrap()).await.unwrap().unwrap();
        membership.organization_id.clone_from(&after.organization);
        world.store().memberships().put(&membership, &once()).await.unwrap();
        // The same request and key count as new, and its signing key belongs to another organization.
        let problem = world.send(&keyed(&before, APPLICATIONS, &body)).await.expect_problem(409, "conflict");
        assert_eq!(problem["errors"][0]["pointer"], "/publicKey");
        assert!(!problem.to_string().contains(made["id"].as_str().unwrap()), "{problem}");
        assert_eq!(all(world, &after, APPLICATIONS).await, [] as [Value; 0]);
    });
}

#[test]
fn a_stored_answer_is_not_replayed_without_permission() {
    in_world_with(admin, async |world, staff| {
        let body = json!({ "name": "Secret Plans" });
        world.send(&keyed(&staff, ORGANIZATIONS, &body)).await.expect(201);
        let owner = Person::partner(world).await;
        world.send(&keyed(&owner, ORGANIZATIONS, &body)).await.expect_problem(403, "role_denied");
    });
}

#[test]
fn an_interrupted_request_has_one_effect() {
    in_own_world_with(Person::partner, async |world, owner| {
        let staff = admin(world).await;
        let dynamodb = world.stack.dynamodb();
        let lost = || Fault::LoseAnswer.on("TransactWriteItems");

        // The transaction succeeded, but its answer was lost.
        let body = new_application();
        let create = || keyed(&owner, APPLICATIONS, &body);
        dynamodb.set(lost());
        world.send(&create()).await.expect_problem(503, "dependency_unavailable");
        dynamodb.clear();
        let listed = all(world, &owner, APPLICATIONS).await;
        assert_eq!(listed.len(), 1);
        let made = &listed[0];
        assert_told_once(&world.send(&create()).await, &made["id"], &made["apiKeys"][0]["id"]);
        assert_eq!(all(world, &owner, APPLICATIONS).await.len(), 1);

        let uri = format!("{APPLICATIONS}/{}", made["id"].as_str().unwrap());
        let keys = format!("{uri}/api-keys");
        let create = || keyed(&owner, &keys, &json!({})).header("if-match", "\"1\"");
        dynamodb.set(lost());
        world.send(&create()).await.expect_problem(503, "dependency_unavailable");
        dynamodb.clear();
        let found = world.send(&Call::get(&uri).bearer(&owner.token)).await.expect(200);
        assert_eq!(found["apiKeys"].as_array().unwrap().len(), 2);
        assert_told_once(&world.send(&create()).await, &found["id"], &found["apiKeys"][1]["id"]);
        assert_eq!(world.send(&Call::get(&uri).bearer(&owner.token)).await.expect(200), found);

        let body = json!({ "name": "Lost" });
        dynamodb.set(lost());
        world.send(&keyed(&staff, ORGANIZATIONS, &body)).await.expect_problem(503, "dependency_unavailable");
        dynamodb.clear();
        let made = world.send(&keyed(&staff, ORGANIZATIONS, &body)).await.expect(201);
        let named = all(world, &staff, &format!("{ORGANIZATIONS}?query=lost")).await;
        assert_eq!(named, std::slice::from_ref(&made));
        let found = get(world, &staff, &organization(made["id"].as_str().unwrap())).await;
        assert_eq!(found.expect(200), made);

        // The function dies after its work and before its answer.
        let other = Person::partner(world).await;
        let body = new_application();
        dynamodb.set(Fault::Refuse.on("UpdateItem").table(table(Table::Replay)));
        let created = world.send(&keyed(&other, APPLICATIONS, &body)).await.expect(201);
        dynamodb.clear();
        let again = async || world.send(&keyed(&other, APPLICATIONS, &body)).await;
        assert_told_once(&again().await, &created["id"], &created["apiKeys"][0]["id"]);
        world.advance(31);
        assert_told_once(&again().await, &created["id"], &created["apiKeys"][0]["id"]);
        assert_eq!(all(world, &other, APPLICATIONS).await.len(), 1);
    });
}
