//! Support tickets: open, answer, resolve, close.

use contract::ticket::MAX_MESSAGES;
use provision::DemoUser;
use serde_json::{Value, json};

use crate::support::aws::{Item, number, set};
use crate::support::{Application, Call, Reply, World, ids, in_own_world, in_world_with, ticket_body};

const TICKETS: &str = "/api/v1/support/tickets";

async fn as_admin(world: &World, app: &Application, id: &str, step: &str, body: Option<Value>) -> Reply {
    let uri = format!("/admin/v1/organizations/{}/support/tickets/{id}/{step}", app.organization);
    world.as_admin("POST", &uri, body.as_ref()).await
}

async fn say(world: &World, app: &Application, id: &str, text: &str) -> Reply {
    app.send(world, "POST", &format!("{TICKETS}/{id}/messages"), &json!({ "message": text })).await
}

async fn close(world: &World, app: &Application, id: &str) -> Reply {
    app.call(world, Call::post(&format!("{TICKETS}/{id}/close"))).await
}

#[test]
fn a_ticket_alternates_between_the_parties_until_it_is_closed() {
    in_world_with(Application::alone, async |world, app| {
        let made = app.create_ticket(world, json!({ "relatedTo": { "type": "PAYMENT", "id": "pay_x" } })).await;
        let id = made["id"].as_str().unwrap();
        assert_eq!((&made["status"], &made["relatedTo"]["type"]), (&json!("OPEN"), &json!("PAYMENT")));
        let answer = as_admin(world, &app, id, "messages", Some(json!({ "message": "Which one?" }))).await.expect(201);
        assert_eq!(answer["status"], "WAITING_FOR_PARTNER");
        let reply = say(world, &app, id, "That one.").await.expect(201);
        assert_eq!(reply["status"], "WAITING_FOR_NUVERA");
        let resolved = as_admin(world, &app, id, "resolve", None).await.expect(200);
        assert_eq!(resolved["status"], "RESOLVED");
        as_admin(world, &app, id, "resolve", None).await.expect_problem(409, "state_conflict");
        assert_eq!(say(world, &app, id, "Not quite.").await.expect(201)["status"], "WAITING_FOR_NUVERA");
        let closed = close(world, &app, id).await.expect(200);
        let read = app.get(world, &format!("{TICKETS}/{id}")).await;
        assert_eq!(read.expect(200), closed);
        assert_eq!(read.header("etag"), Some("\"6\""));
        let said: Vec<_> = closed["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| (message["author"].clone(), message["body"].clone()))
            .collect();
        let line = |author: &str, body: &str| (json!(author), json!(body));
        assert_eq!(
            said,
            [
                line("PARTNER", "How is it done?"),
                line("NUVERA", "Which one?"),
                line("PARTNER", "That one."),
                line("PARTNER", "Not quite."),
            ]
        );
        for reply in [
            say(world, &app, id, "One more thing").await,
            close(world, &app, id).await,
            as_admin(world, &app, id, "messages", Some(json!({ "message": "No." }))).await,
            as_admin(world, &app, id, "resolve", None).await,
        ] {
            assert_eq!(reply.expect_problem(409, "state_conflict")["received"], "CLOSED");
        }
        assert_eq!(app.get(world, &format!("{TICKETS}/{id}")).await.expect(200), closed, "nothing was added");
    });
}

#[test]
fn tickets_are_listed_by_status_and_queued_for_admins() {
    in_own_world(async |world| {
        let (app, other) = (Application::alone(world).await, Application::alone(world).await);
        let open = app.create_ticket(world, json!({})).await["id"].clone();
        let closed = app.create_ticket(world, json!({})).await["id"].clone();
        close(world, &app, closed.as_str().unwrap()).await.expect(200);
        let foreign = other.create_ticket(world, json!({})).await["id"].clone();
        let list = async |query: &str| app.all_ids(world, &format!("{TICKETS}{query}")).await;
        assert_eq!(list("").await, [closed.clone(), open.clone()]);
        assert_eq!(list("?status=OPEN").await, std::slice::from_ref(&open));
        assert_eq!(list("?status=CLOSED").await, std::slice::from_ref(&closed));
        let queue = Call::get("/admin/v1/support/tickets").bearer(&world.token(DemoUser::Admin));
        assert_eq!(ids(&world.send(&queue).await.expect(200)), [foreign, open]);
        let page = app.get(world, TICKETS).await.expect(200);
        assert!(page["items"][0].get("messages").is_none(), "a list has no messages");
    });
}

#[test]
fn a_ticket_has_at_most_a_hundred_messages() {
    in_world_with(Application::alone, async |world, app| {
        let id = app.create_ticket(world, json!({})).await["id"].as_str().unwrap().to_owned();
        let fill = |item: &mut Item| set(item, "messageCount", number(i64::from(MAX_MESSAGES) - 1));
        world.aws.edit(contract::table::Table::Support, &app.organization, &id, fill).await;
        say(world, &app, &id, "The last one.").await.expect(201);
        say(world, &app, &id, "One too many.").await.expect_problem(409, "conflict");
        close(world, &app, &id).await.expect(200);
    });
}

#[test]
fn wrong_fields_of_a_ticket_are_named() {
    in_world_with(Application::alone, async |world, app| {
        for (pointer, more) in [
            ("/subject", json!({ "subject": "" })),
            ("/subject", json!({ "subject": "x".repeat(201) })),
            ("/category", json!({ "category": "NONE" })),
            ("/message", json!({ "message": "x".repeat(10_001) })),
            ("/relatedTo/type", json!({ "relatedTo": { "type": "X", "id": "x" } })),
            ("/relatedTo/id", json!({ "relatedTo": { "type": "PAYMENT" } })),
            ("/documentIds/0", json!({ "documentIds": ["x"] })),
            ("/status", json!({ "status": "CLOSED" })),
        ] {
            let reply = app.send(world, "POST", TICKETS, &ticket_body(more)).await;
            reply.expect_invalid(pointer);
        }
        assert_eq!(app.get(world, TICKETS).await.expect(200)["items"], json!([]));
    });
}

#[test]
fn a_repeated_reply_is_added_once() {
    in_world_with(Application::alone, async |world, app| {
        let id = app.create_ticket(world, json!({})).await["id"].as_str().unwrap().to_owned();
        let reply = async || {
            let call = Call::post(&format!("{TICKETS}/{id}/messages")).header("idempotency-key", "reply-1");
            app.call(world, call.json(&json!({ "message": "Once." }))).await
        };
        let (first, again) = (reply().await, reply().await);
        assert_eq!(first.expect(201), again.expect(201));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.json()["messages"].as_array().unwrap().len(), 2);
    });
}
