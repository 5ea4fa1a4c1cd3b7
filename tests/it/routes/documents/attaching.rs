//! Documents attached to customers, their persons and tickets.

use contract::document::MAX_ATTACHED;
use serde_json::{Value, json};

use super::{DOCUMENTS, delete, uri, without_content};
use crate::support::{
    Application, CUSTOMERS, Call, Reply, customer_body, id, in_world, in_world_with, pdf, ticket_body,
};

const NOBODYS: &str = "doc_0000000000000000000000";

/// Returns a person with these documents.
fn person(documents: Value) -> Value {
    let mut person = customer_body(json!({}))["persons"][0].clone();
    person["documentIds"] = documents;
    person
}

#[track_caller]
fn assert_unknown(reply: &Reply, pointers: &[&str]) {
    let problem = reply.expect_problem(422, "validation_failed");
    let errors = problem["errors"].as_array().unwrap();
    let found: Vec<_> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(found, pointers, "{problem}");
    assert!(errors.iter().all(|error| error["reason"] == "is not a document of your organization"));
}

#[test]
fn only_documents_of_the_organization_can_be_attached() {
    in_world(async |world| {
        let (app, other) = (Application::alone(world).await, Application::alone(world).await);
        let own = app.upload(world, &pdf("own")).await;
        let others = other.upload(world, &pdf("others")).await;
        let (own, others) = (id(&own), id(&others));
        let customer = app.create_customer(world, json!({ "draft": true })).await;
        let customer = format!("{CUSTOMERS}/{}", id(&customer));
        for unknown in [NOBODYS, others] {
            let more = json!({
                "documentIds": [own, unknown],
                "persons": [person(json!([own])), person(json!([unknown, own]))],
            });
            let pointers = ["/documentIds/1", "/persons/1/documentIds/0"];
            assert_unknown(&app.send(world, "POST", CUSTOMERS, &customer_body(more.clone())).await, &pointers);
            assert_unknown(&app.send(world, "PATCH", &customer, &more).await, &pointers);
            let ticket = ticket_body(json!({ "documentIds": [own, own, unknown] }));
            assert_unknown(&app.send(world, "POST", "/api/v1/support/tickets", &ticket).await, &["/documentIds/2"]);
        }
        // Every missing document is named.
        let both = customer_body(json!({ "documentIds": [others, NOBODYS] }));
        let problem = app.send(world, "POST", CUSTOMERS, &both).await.expect_problem(422, "validation_failed");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
        assert_eq!(app.attachments(world, own).await, "0", "no partial write");
        assert_eq!(app.get(world, &customer).await.header("etag"), Some("\"1\""));
        assert_eq!(app.get(world, CUSTOMERS).await.expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(app.get(world, "/api/v1/support/tickets").await.expect(200)["items"], json!([]));
        assert_eq!(other.attachments(world, others).await, "0");
    });
}

#[test]
fn an_attached_document_cannot_be_deleted() {
    in_world_with(Application::alone, async |world, app| {
        let document = app.upload(world, &pdf("attached")).await;
        let named = id(&document);
        // Naming a document twice attaches it once.
        let more = json!({ "draft": true, "documentIds": [named, named], "persons": [person(json!([named]))] });
        let customer = app.create_customer(world, more).await;
        let of_person = app.create_customer(world, json!({ "draft": true, "persons": [person(json!([named]))] })).await;
        assert_eq!(app.attachments(world, named).await, "2");
        let patch = async |customer: &Value, body: Value| {
            app.send(world, "PATCH", &format!("{CUSTOMERS}/{}", id(customer)), &body).await.expect(200)
        };
        let refused = async || {
            let problem = app.call(world, delete(&document)).await.expect_problem(409, "conflict");
            assert!(problem["detail"].as_str().unwrap().contains("attached"));
            app.get(world, &uri(&document)).await.expect(200);
            assert!(world.aws.object(&app.organization, named).await.is_some());
        };
        refused().await;
        patch(&customer, json!({ "documentIds": [] })).await;
        refused().await;
        // A change without documents changes no count.
        patch(&customer, json!({ "city": "Bonn" })).await;
        assert_eq!(app.attachments(world, named).await, "2");
        patch(&customer, json!({ "persons": [] })).await;
        assert_eq!(app.attachments(world, named).await, "1");
        refused().await;
        patch(&of_person, json!({ "persons": [], "documentIds": [named] })).await;
        refused().await;
        patch(&of_person, json!({ "documentIds": [] })).await;
        assert_eq!(app.attachments(world, named).await, "0");
        app.call(world, delete(&document)).await.expect_nothing();
        assert_unknown(
            &app.send(world, "PATCH", &format!("{CUSTOMERS}/{}", id(&customer)), &json!({ "documentIds": [named] }))
                .await,
            &["/documentIds/0"],
        );

        let document = app.upload(world, &pdf("of a ticket")).await;
        let ticket = app.create_ticket(world, json!({ "documentIds": [id(&document)] })).await;
        assert_eq!(ticket["documentIds"], json!([id(&document)]));
        let reply = Call::post(&format!("/api/v1/support/tickets/{}/messages", id(&ticket)));
        app.call(world, reply.json(&json!({ "message": "Well?" }))).await.expect(201);
        assert_eq!(app.attachments(world, id(&document)).await, "1");
        app.call(world, delete(&document)).await.expect_problem(409, "conflict");
    });
}

#[test]
fn a_record_has_at_most_as_many_documents_as_a_transaction_can_change() {
    in_world_with(Application::alone, async |world, app| {
        let (first, second) =
            (without_content(world, &app, MAX_ATTACHED).await, without_content(world, &app, MAX_ATTACHED).await);
        let customer = app.create_customer(world, json!({ "draft": true, "documentIds": first })).await;
        let uri = format!("{CUSTOMERS}/{}", id(&customer));
        // Replaces all documents by as many others.
        app.send(world, "PATCH", &uri, &json!({ "documentIds": second })).await.expect(200);
        for (documents, expected) in [(&first, "0"), (&second, "1")] {
            assert_eq!(app.attachments(world, &documents[0]).await, expected);
            assert_eq!(app.attachments(world, &documents[MAX_ATTACHED - 1]).await, expected);
        }
        let one_more = json!({ "persons": [person(json!([first[0]]))] });
        for reply in [
            app.send(world, "PATCH", &uri, &one_more).await,
            app.send(
                world,
                "POST",
                CUSTOMERS,
                &customer_body(json!({ "documentIds": second, "persons": one_more["persons"] })),
            )
            .await,
        ] {
            let problem = reply.expect_invalid("/documentIds");
            assert!(
                problem["errors"][0]["reason"].as_str().unwrap().contains("at most 48 different documents"),
                "{problem}"
            );
        }
        assert_eq!(app.attachments(world, &first[0]).await, "0");
        // Naming the same document again does not exceed the limit.
        app.send(world, "PATCH", &uri, &json!({ "persons": [person(json!([second[0]]))] })).await.expect(200);
    });
}

#[test]
fn a_document_is_either_attached_or_deleted() {
    in_world_with(Application::alone, async |world, app| {
        for round in 0..20 {
            let document = app.upload(world, &pdf(&round.to_string())).await;
            let body = customer_body(json!({ "draft": true, "documentIds": [id(&document)] }));
            let create = app.send(world, "POST", CUSTOMERS, &body);
            let remove = app.call(world, delete(&document));
            let (create, remove) = if round % 2 == 0 {
                futures::future::join(create, remove).await
            } else {
                let (remove, create) = futures::future::join(remove, create).await;
                (create, remove)
            };
            match (create.status, remove.status) {
                (201, 409) => {
                    app.get(world, &uri(&document)).await.expect(200);
                    assert!(world.aws.object(&app.organization, id(&document)).await.is_some());
                }
                (422, 204) => {
                    assert_unknown(&create, &["/documentIds/0"]);
                    app.get(world, &uri(&document)).await.expect_problem(404, "not_found");
                }
                other => panic!("{other:?}: {} {}", create.text, remove.text),
            }
        }
    });
}

#[test]
fn concurrent_editors_leave_a_correct_count() {
    in_world_with(Application::alone, async |world, app| {
        let documents = without_content(world, &app, 2).await;
        let customer = app.create_customer(world, json!({ "draft": true })).await;
        let uri = format!("{CUSTOMERS}/{}", id(&customer));
        let bodies: Vec<Value> = (0..8).map(|at| json!({ "documentIds": [documents[at % 2]] })).collect();
        futures::future::join_all(bodies.iter().map(|body| app.send(world, "PATCH", &uri, body))).await;
        let now = app.get(world, &uri).await.expect(200);
        for document in &documents {
            let named = now["documentIds"].as_array().unwrap().contains(&json!(document));
            assert_eq!(app.attachments(world, document).await, if named { "1" } else { "0" });
        }
        // Many concurrent records attach the same document.
        let both = json!({ "draft": true, "documentIds": documents });
        let replies = futures::future::join_all((0..8).map(|_| app.create_customer(world, both.clone()))).await;
        assert_eq!(replies.len(), 8);
        let total: usize = app.attachments(world, &documents[0]).await.parse().unwrap();
        let other: usize = app.attachments(world, &documents[1]).await.parse().unwrap();
        assert_eq!(total + other, 17);
        assert_eq!(app.get(world, DOCUMENTS).await.expect(200)["items"].as_array().unwrap().len(), 2);
    });
}
