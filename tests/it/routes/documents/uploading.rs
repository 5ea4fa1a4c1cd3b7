//! Uploads directly to S3, which become documents on confirmation.

mod failing;
mod races;
mod refused;

use aws_lc_rs::digest::{SHA256, digest};
use contract::table::Table;
use serde_json::{Value, json};

use super::{DOCUMENTS, address, delete, fetch, listed, uri};
use crate::support::{
    Application, Call, World, confirm, customer_body, id, in_own_world, in_world_with, pdf, pdf_of_length, put_file,
    upload_body,
};

const UPLOADS: &str = "/api/v1/document-uploads";

async fn begin(world: &World, app: &Application, body: &Value) -> Value {
    app.send(world, "POST", UPLOADS, body).await.expect(201)
}

/// Starts an upload of `content` and uploads it to S3.
pub(super) async fn put(world: &World, app: &Application, content: &[u8]) -> Value {
    let upload = begin(world, app, &upload_body(content, "application/pdf")).await;
    assert_eq!(put_file(&upload, content).await.0, 200);
    upload
}

/// Returns a file larger than the limit of request bodies.
fn large() -> Vec<u8> {
    pdf_of_length(6 * 1024 * 1024)
}

#[test]
fn an_uploaded_file_becomes_a_document_on_confirmation() {
    in_world_with(Application::alone, async |world, app| {
        let content = large();
        let mut body = upload_body(&content, "application/pdf");
        body["description"] = json!("The whole of it");
        body["fileName"] = json!("März.pdf");
        let upload = begin(world, &app, &body).await;
        let headers: Vec<&String> = upload["headers"].as_object().unwrap().keys().collect();
        assert_eq!(
            headers,
            ["content-length", "content-type", "x-amz-checksum-sha256", "x-amz-server-side-encryption"]
        );
        assert!(!upload["uploadUrl"].as_str().unwrap().contains(&format!("/{}/{}?", DOCUMENTS, id(&upload))));

        // Before confirmation, the document can neither be read nor attached.
        let reads = [uri(&upload), format!("{}/content", uri(&upload))];
        for step in ["begun", "put"] {
            for uri in &reads {
                app.get(world, uri).await.expect_problem(404, "not_found");
            }
            app.call(world, delete(&upload)).await.expect_problem(404, "not_found");
            let named = customer_body(json!({ "documentIds": [id(&upload)] }));
            app.send(world, "POST", "/api/v1/customers", &named).await.expect_problem(422, "validation_failed");
            assert_eq!(listed(world, &app).await, Vec::<String>::new(), "{step}");
            let confirmed = app.call(world, confirm(&upload)).await;
            if step == "begun" {
                let problem = confirmed.expect_problem(409, "conflict");
                assert!(problem["detail"].as_str().unwrap().contains("uploadUrl"));
                assert_eq!(put_file(&upload, &content).await, (200, String::new()));
            } else {
                let expected = json!({
                    "id": id(&upload), "orgId": app.organization, "type": "CONTRACT", "description": "The whole of it",
                    "fileName": "März.pdf", "mediaType": "application/pdf", "size": content.len(),
                    "sha256": hex::encode(digest(&SHA256, &content)), "createdAt": confirmed.json()["createdAt"],
                });
                assert_eq!(confirmed.expect(200), expected);
            }
        }
        let document = app.get(world, &uri(&upload)).await.expect(200);
        assert_eq!(app.call(world, confirm(&upload)).await.expect(200), document, "a repeated confirmation");
        assert_eq!(listed(world, &app).await, [id(&document)]);
        assert!(world.aws.object(&app.organization, id(&document)).await.unwrap() == content);
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new());
        let (status, bytes, disposition, media) = fetch(&address(world, &app, &document).await).await;
        assert!((status, media.as_deref()) == (200, Some("application/pdf")) && bytes == content);
        assert!(disposition.unwrap().ends_with("UTF-8''M%C3%A4rz.pdf"));

        // The document behaves like any other.
        let customer = app.create_customer(world, json!({ "draft": true, "documentIds": [id(&document)] })).await;
        app.call(world, delete(&document)).await.expect_problem(409, "conflict");
        let customer = format!("/api/v1/customers/{}", id(&customer));
        app.send(world, "PATCH", &customer, &json!({ "documentIds": [] })).await.expect(200);
        app.call(world, delete(&document)).await.expect_nothing();
        app.call(world, confirm(&upload)).await.expect_problem(404, "not_found");
        assert_eq!(world.aws.objects(&app.organization).await, Vec::<String>::new());
    });
}

#[test]
fn an_upload_is_valid_for_an_hour_and_its_organization() {
    in_own_world(async |world| {
        let (app, other) = (Application::alone(world).await, Application::alone(world).await);
        let content = pdf("late");
        let upload = put(world, &app, &content).await;
        other.call(world, confirm(&upload)).await.expect_problem(404, "not_found");
        let never = json!({ "id": "doc_0000000000000000000000" });
        app.call(world, confirm(&never)).await.expect_problem(404, "not_found");

        let late = put(world, &app, &content).await;
        world.advance(3599);
        app.call(world, confirm(&upload)).await.expect(200);
        world.advance(2);
        let problem = app.call(world, confirm(&late)).await.expect_problem(409, "conflict");
        assert!(problem["detail"].as_str().unwrap().contains("expired"));
        // S3 does not use the functions' clock, so the URL is signed an hour ago.
        world.advance(-2 * 3601);
        let stale = begin(world, &app, &upload_body(&content, "application/pdf")).await;
        assert_eq!(put_file(&stale, &content).await.0, 403);
        assert_eq!(listed(world, &app).await, [id(&upload)]);
        let pending = world.aws.partition(Table::Documents, &format!("{}#uploads", app.organization)).await;
        assert_eq!(pending.len(), 2);
        assert!(pending.iter().all(|item| item["ttl"].as_n().is_ok()), "unconfirmed uploads expire");
    });
}

#[test]
fn a_repeated_start_under_its_key_makes_one_upload() {
    in_world_with(Application::alone, async |world, app| {
        let content = pdf("keyed");
        let begin = || {
            let call = Call::post(UPLOADS).json(&upload_body(&content, "application/pdf"));
            call.header("idempotency-key", "k-1")
        };
        let first = app.call(world, begin()).await.expect(201);
        let again = app.call(world, begin()).await;
        assert_eq!((again.expect(201), again.header("idempotency-replayed")), (first.clone(), Some("true")));
        assert_eq!(put_file(&first, &content).await.0, 200);
        let confirm = || confirm(&first).header("idempotency-key", "k-1");
        let document = app.call(world, confirm()).await.expect(200);
        let again = app.call(world, confirm()).await;
        assert_eq!((again.expect(200), again.header("idempotency-replayed")), (document, Some("true")));
    });
}
