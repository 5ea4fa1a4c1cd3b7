//! `/api/v1/documents`.

mod attaching;
mod clients;
mod failing;
mod leftovers;
mod refused;
mod uploading;

use aws_lc_rs::digest::{SHA256, digest};
use contract::document::{Document, DocumentType, FileMedia};
use contract::id::{DocumentId, IdSeed, OrganizationId};
use contract::table::Table;
use serde_json::{Value, json};
use store::Operation;

use crate::support::aws::table;
use crate::support::{Application, Call, Person, World, id, in_own_world_with, in_world_with, pdf, upload};

/// Pictures created by another program.
const PNG: &[u8] = include_bytes!("../../vectors/files/pixel.png");
const JPEG: &[u8] = include_bytes!("../../vectors/files/pixel.jpg");

const DOCUMENTS: &str = "/api/v1/documents";

/// Returns the name of the documents table.
fn documents() -> String {
    table(Table::Documents)
}

fn uri(document: &Value) -> String {
    format!("{DOCUMENTS}/{}", id(document))
}

fn delete(document: &Value) -> Call {
    Call::delete(&uri(document))
}

/// Returns the IDs of all documents of the application's organization.
async fn listed(world: &World, app: &Application) -> Vec<String> {
    app.all_ids(world, &format!("{DOCUMENTS}?limit=100")).await
}

/// Returns IDs with a trace, whose contents may lack a document.
async fn traces(world: &World, app: &Application) -> Vec<String> {
    let traces = world.aws.partition(Table::Documents, "#leftovers").await;
    let names = traces.iter().map(|trace| trace["sk"].as_s().unwrap());
    names.filter_map(|name| name.strip_prefix(&format!("{}/", app.organization))).map(str::to_owned).collect()
}

/// Returns the presigned URL of a document's content.
async fn address(world: &World, app: &Application, document: &Value) -> String {
    let reply = app.get(world, &format!("{}/content", uri(document))).await;
    assert_eq!((reply.status, reply.text.as_str()), (302, ""));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    reply.header("location").unwrap().to_owned()
}

/// Writes documents without content, for tests of attaching.
pub(super) async fn without_content(world: &World, app: &Application, count: usize) -> Vec<String> {
    let organization: OrganizationId = app.organization.parse().unwrap();
    let mut ids = Vec::new();
    for _ in 0..count {
        let mut random = [0; 16];
        aws_lc_rs::rand::fill(&mut random).unwrap();
        let document = Document {
            id: DocumentId::new(IdSeed { millis: 1, random: u128::from_be_bytes(random) }),
            org_id: organization.clone(),
            r#type: DocumentType::Other,
            description: None,
            file_name: None,
            media_type: FileMedia::Pdf,
            size: 1,
            sha256: "00".repeat(32),
            created_at: world.now(),
        };
        ids.push(document.id.to_string());
        let (store, now, operation) = (world.store(), world.now(), Operation::once(random));
        store.documents(&organization).announce(&document.id, now, &operation).await.unwrap();
        store.documents(&organization).insert(&document, &operation).await.unwrap();
    }
    ids
}

/// Fetches a presigned URL. Returns status, content and two headers.
async fn fetch(address: &str) -> (u16, Vec<u8>, Option<String>, Option<String>) {
    let answer = crate::support::fetch(address).await;
    let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (disposition, media) = (header("content-disposition"), header("content-type"));
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec(), disposition, media)
}

#[test]
fn a_document_is_uploaded_read_downloaded_and_deleted() {
    in_world_with(Application::alone, async |world, app| {
        let content = pdf("every byte");
        let call = upload(&[
            (r#"name="type""#, b"INVOICE"),
            (r#"name="description""#, "Rechnung für März".as_bytes()),
            (r#"name="file"; filename="C:\scans\März \"1\".pdf""#, &content),
        ]);
        let created = app.call(world, call).await.expect(201);
        let expected = json!({
            "id": id(&created), "orgId": app.organization, "type": "INVOICE", "description": "Rechnung für März",
            "fileName": "März \"1\".pdf", "mediaType": "application/pdf", "size": content.len(),
            "sha256": hex::encode(digest(&SHA256, &content)), "createdAt": created["createdAt"],
        });
        assert_eq!(created, expected);
        assert_eq!(app.get(world, &uri(&created)).await.expect(200), created);
        let page = app.get(world, DOCUMENTS).await.expect(200);
        assert_eq!(page, json!({ "items": [created], "nextCursor": null, "hasMore": false }));
        assert_eq!(world.aws.object(&app.organization, id(&created)).await.unwrap(), content);

        let address = address(world, &app, &created).await;
        let (status, bytes, disposition, media) = fetch(&address).await;
        assert_eq!((status, bytes, media.as_deref()), (200, content, Some("application/pdf")));
        let name = format!("attachment; filename=\"{}.pdf\"; filename*=UTF-8''M%C3%A4rz%20%221%22.pdf", id(&created));
        assert_eq!(disposition.as_deref(), Some(name.as_str()));

        let deleted = app.call(world, delete(&created)).await;
        assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
        // Without `s3:ListBucket`, S3 answers 403 for a missing key.
        assert_eq!(fetch(&address).await.0, 403);
        for call in [Call::get(&uri(&created)), Call::get(&format!("{}/content", uri(&created))), delete(&created)] {
            app.call(world, call).await.expect_problem(404, "not_found");
        }
        assert_eq!(listed(world, &app).await, Vec::<String>::new());
        assert_eq!(world.aws.objects(&app.organization).await, Vec::<String>::new());
        assert_eq!(traces(world, &app).await, Vec::<String>::new(), "no trace remains");
    });
}

#[test]
fn a_pictures_media_type_is_that_of_its_content() {
    in_world_with(Application::alone, async |world, app| {
        for (content, media, end) in [(PNG, "image/png", ".png\""), (JPEG, "image/jpeg", ".jpg\"")] {
            // Regardless of the file name.
            let call = upload(&[(r#"name="file""#, content), (r#"name="type""#, b"IDENTITY")]);
            let created = app.call(world, call).await.expect(201);
            assert_eq!((&created["mediaType"], &created["fileName"]), (&json!(media), &Value::Null));
            let (_, bytes, disposition, told) = fetch(&address(world, &app, &created).await).await;
            assert_eq!((bytes.as_slice(), told.as_deref()), (content, Some(media)));
            assert!(disposition.unwrap().ends_with(end));
        }
    });
}

#[test]
fn a_presigned_url_is_valid_for_a_minute() {
    in_own_world_with(Application::alone, async |world, app| {
        let created = app.upload(world, &pdf("")).await;
        world.advance(-50);
        assert_eq!(fetch(&address(world, &app, &created).await).await.0, 200);
        world.advance(-15);
        let late = address(world, &app, &created).await;
        assert!(late.contains("X-Amz-Expires=60&"), "{late}");
        assert_eq!(fetch(&late).await.0, 403);
        // A changed URL is invalid.
        world.advance(65);
        let good = address(world, &app, &created).await;
        assert_eq!(fetch(&good.replace(id(&created), "doc_0000000000000000000000")).await.0, 403);
        assert_eq!(fetch(&good.replace("attachment", "inline")).await.0, 403);
    });
}

#[test]
fn documents_are_listed_newest_first_page_by_page() {
    in_world_with(Person::partner, async |world, person| {
        let app = Application::create_by(world, &person.token, &contract::permission::Permission::ALL, json!({})).await;
        let other = Application::alone(world).await;
        other.upload(world, &pdf("other")).await;
        let mut expected = Vec::new();
        for at in 0..5 {
            expected.insert(0, id(&app.upload(world, &pdf(&at.to_string())).await).to_owned());
        }
        assert_eq!(app.all_ids(world, &format!("{DOCUMENTS}?limit=2")).await, expected);
        app.get(world, &format!("{DOCUMENTS}?status=X")).await.expect_wrong_parameter("/status");
    });
}

#[test]
fn a_repeated_upload_under_its_key_makes_one_document() {
    in_world_with(Application::alone, async |world, app| {
        let content = pdf("once");
        let call = |description: &'static [u8]| {
            let parts = [
                (r#"name="file""#, content.as_slice()),
                (r#"name="type""#, b"OTHER"),
                (r#"name="description""#, description),
            ];
            upload(&parts).header("idempotency-key", "k-1")
        };
        let first = app.call(world, call(b"a")).await.expect(201);
        let again = app.call(world, call(b"a")).await;
        assert_eq!((again.expect(201), again.header("idempotency-replayed")), (first.clone(), Some("true")));
        app.call(world, call(b"b")).await.expect_problem(422, "idempotency_key_reused");
        assert_eq!(listed(world, &app).await, [id(&first)]);
        assert_eq!(world.aws.objects(&app.organization).await.len(), 1);
    });
}
