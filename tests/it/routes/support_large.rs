//! Tickets whose answers exceed DynamoDB's item size.

use serde_json::{Value, json};

use crate::support::{Application, Call, Seeded, in_world_with};

/// Returns incompressible text, which makes an answer too large to store.
fn noise(seed: u64, characters: usize) -> String {
    let mut draw = Seeded::new(seed);
    (0..characters).map(|_| char::from_u32(0x4e00 + u32::try_from(draw.next() % 20_000).unwrap()).unwrap()).collect()
}

#[test]
fn a_message_with_an_answer_too_large_to_store_is_added_once() {
    in_world_with(Application::alone, async |world, app| {
        let ticket = app.create_ticket(world, json!({})).await;
        let uri = format!("/api/v1/support/tickets/{}", ticket["id"].as_str().unwrap());
        let say = async |key: &str, text: &str| {
            let call = Call::post(&format!("{uri}/messages")).header("idempotency-key", key);
            app.call(world, call.json(&json!({ "message": text }))).await
        };
        for number in 0..44 {
            say(&format!("m-{number}"), &noise(number, 9_000)).await.expect(201);
        }
        let large = say("large", "The last straw").await;
        assert!(large.text.len() > 1_000_000, "{}", large.text.len());
        large.expect(201);
        // Another person replies in between.
        let admins = format!(
            "/admin/v1/organizations/{}/support/tickets/{}/messages",
            app.organization,
            ticket["id"].as_str().unwrap()
        );
        world.as_admin("POST", &admins, Some(&json!({ "message": "We see." }))).await.expect(201);
        let before = app.get(world, &uri).await;
        for _ in 0..2 {
            let again = say("large", "The last straw").await;
            assert_eq!(again.header("idempotency-replayed"), Some("true"));
            assert_eq!(again.status, 201);
        }
        let after = app.get(world, &uri).await;
        assert_eq!((after.header("etag"), after.json()), (before.header("etag"), before.json()));
        let said: Vec<Value> = after.json()["messages"].as_array().unwrap().clone();
        assert_eq!(said.iter().filter(|message| message["body"] == "The last straw").count(), 1);
        assert_eq!(after.json()["messageCount"].as_u64().unwrap_or(said.len() as u64), said.len() as u64);
    });
}
