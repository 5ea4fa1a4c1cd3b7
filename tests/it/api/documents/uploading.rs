//! Files that are put straight into S3, and become documents when they are confirmed.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::table::Table;
use contract::upload::MAX_UPLOAD;
use futures::future::join_all;
use local::{Fault, Injection};
use serde_json::{Value, json};

use super::{DOCUMENTS, address, delete, documents, fetch, id, listed, uri};
use crate::support::{
    Application, Call, World, confirm, customer_body, pdf, put_file, put_with, run, upload_body, world,
};

const UPLOADS: &str = "/api/v1/document-uploads";

async fn begin(world: &World, app: &Application, body: &Value) -> Value {
    app.send(world, "POST", UPLOADS, body).await.expect(201)
}

/// Begins an upload of `content` and puts it.
async fn put(world: &World, app: &Application, content: &[u8]) -> Value {
    let upload = begin(world, app, &upload_body(content, "application/pdf")).await;
    assert_eq!(put_file(&upload, content).await.0, 200);
    upload
}

/// Larger than what the body of a request may have.
fn large() -> Vec<u8> {
    let mut content = pdf("large");
    content.resize(6 * 1024 * 1024, 0xA5);
    content
}

#[test]
fn a_file_that_was_put_becomes_a_document_when_it_is_confirmed() {
    run(async {
        let world = world().await;
        let app = Application::alone(world).await;
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

        // Before it is confirmed there is no document: not to be read, nor to be named.
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
        assert_eq!(app.call(world, confirm(&upload)).await.expect(200), document, "and again");
        assert_eq!(listed(world, &app).await, [id(&document)]);
        assert!(world.aws.object(&app.organization, id(&document)).await.unwrap() == content);
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new());
        let (status, bytes, disposition, media) = fetch(&address(world, &app, &document).await).await;
        assert!((status, media.as_deref()) == (200, Some("application/pdf")) && bytes == content);
        assert!(disposition.unwrap().ends_with("UTF-8''M%C3%A4rz.pdf"));

        // It is a document like any other.
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
fn s3_takes_nothing_but_the_declared_bytes() {
    run(async {
        let world = world().await;
        let app = Application::alone(world).await;
        let content = pdf("declared");
        let upload = begin(world, &app, &upload_body(&content, "application/pdf")).await;
        let mut other = content.clone();
        *other.last_mut().unwrap() ^= 1;
        assert_eq!(put_file(&upload, &other).await, (400, "BadDigest".to_owned()));
        // AWS judges the signature first, in which the length is: either way nothing is taken.
        assert!(upload["uploadUrl"].as_str().unwrap().contains("X-Amz-SignedHeaders=content-length%3B"));
        for wrong in [&content[1..], &[content.as_slice(), b"x"].concat(), b""] {
            assert!([400, 403].contains(&put_file(&upload, wrong).await.0), "{} bytes", wrong.len());
        }
        let hash_of_other = STANDARD.encode(digest(&SHA256, &other));
        for (name, value) in [
            ("x-amz-checksum-sha256", hash_of_other.as_str()),
            ("content-type", "text/html"),
            ("x-amz-server-side-encryption", "aws:kms"),
        ] {
            let mut headers = upload["headers"].clone();
            headers[name] = json!(value);
            let sent = if name == "x-amz-checksum-sha256" { &other } else { &content };
            assert_eq!(put_with(&upload, sent, &headers).await.0, 403, "{name}");
            headers.as_object_mut().unwrap().remove(name);
            assert_ne!(put_with(&upload, &content, &headers).await.0, 200, "without {name}");
        }
        let elsewhere = upload["uploadUrl"].as_str().unwrap().replace("/uploads/", "/");
        let elsewhere = json!({ "uploadUrl": elsewhere });
        assert_eq!(put_with(&elsewhere, &content, &upload["headers"]).await.0, 403);
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new());
        assert_eq!(world.aws.objects(&app.organization).await, Vec::<String>::new());
        assert_eq!(put_file(&upload, &content).await.0, 200);
        app.call(world, confirm(&upload)).await.expect(200);
    });
}

#[test]
fn the_address_cannot_change_a_document() {
    run(async {
        let world = world().await;
        let app = Application::alone(world).await;
        let content = pdf("first");
        let upload = put(world, &app, &content).await;
        let document = app.call(world, confirm(&upload)).await.expect(200);
        // S3 still takes the same bytes at the same address, where no document is.
        assert_eq!(put_file(&upload, &pdf("other")).await.0, 400);
        assert_eq!(put_file(&upload, &content).await.0, 200);
        // Nor would anything else that came to lie there.
        world.aws.put_upload(&app.organization, id(&upload), b"MZ").await;
        assert_eq!(app.call(world, confirm(&upload)).await.expect(200), document);
        assert_eq!(world.aws.object(&app.organization, id(&document)).await.unwrap(), content);
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new(), "it is removed once more");
    });
}

#[test]
fn what_is_not_what_was_declared_is_refused_and_removed() {
    run(async {
        let world = world().await;
        let app = Application::alone(world).await;
        let elf = [&b"\x7fELF\x02\x01\x01"[..], &[0; 64]].concat();
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        for (content, media, received) in [
            (&b"MZ\x90\0\x03\0\0\0"[..], "application/pdf", "application/vnd.microsoft.portable-executable"),
            (&elf, "image/png", "application/x-executable"),
            (b"<script>%PDF-1.7", "application/pdf", "an unknown kind of file"),
            (png, "application/pdf", "image/png"),
        ] {
            let upload = begin(world, &app, &upload_body(content, media)).await;
            assert_eq!(put_file(&upload, content).await.0, 200);
            let problem = app.call(world, confirm(&upload)).await.expect_problem(415, "media_type_unsupported");
            assert_eq!((&problem["expected"], &problem["received"]), (&json!(media), &json!(received)));
            app.get(world, &uri(&upload)).await.expect_problem(404, "not_found");
            assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new(), "{received}");
            app.call(world, confirm(&upload)).await.expect_problem(409, "conflict");
        }
        // What S3 did not judge by its SHA-256, or by another.
        let content = pdf("declared");
        for other in [pdf("declared"), pdf("other-1"), pdf("another length")] {
            let upload = begin(world, &app, &upload_body(&content, "application/pdf")).await;
            world.aws.put_upload(&app.organization, id(&upload), &other).await;
            let problem = app.call(world, confirm(&upload)).await.expect_problem(422, "validation_failed");
            let found: Vec<_> =
                problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
            assert_eq!(found, if other.len() == content.len() { vec!["/sha256"] } else { vec!["/size", "/sha256"] });
            assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new());
        }
        assert_eq!(listed(world, &app).await, Vec::<String>::new());
        assert_eq!(world.aws.objects(&app.organization).await, Vec::<String>::new());
    });
}

#[test]
fn a_declaration_that_breaks_a_rule_is_refused() {
    run(async {
        let world = world().await;
        let app = Application::alone(world).await;
        let changed = |name: &str, value: Value| {
            let mut body = upload_body(&pdf(""), "application/pdf");
            body[name] = value;
            body
        };
        for (pointer, body) in [
            ("/size", changed("size", json!(0))),
            ("/size", changed("size", json!(MAX_UPLOAD + 1))),
            ("/sha256", changed("sha256", json!("A".repeat(64)))),
            ("/mediaType", changed("mediaType", json!("application/zip"))),
            ("/type", changed("type", json!("PASSPORTS"))),
            ("/fileName", changed("fileName", json!(""))),
            ("/file", changed("file", json!(""))),
        ] {
            let problem = app.send(world, "POST", UPLOADS, &body).await.expect_problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        begin(world, &app, &changed("size", json!(MAX_UPLOAD))).await;
        let pending = world.aws.partition(Table::Documents, &format!("{}#uploads", app.organization)).await;
        assert_eq!(pending.len(), 1);
    });
}

#[test]
fn an_upload_is_good_for_an_hour_and_for_its_organization() {
    run(async {
        let world = World::start().await;
        let (app, other) = (Application::alone(&world).await, Application::alone(&world).await);
        let content = pdf("late");
        let upload = put(&world, &app, &content).await;
        other.call(&world, confirm(&upload)).await.expect_problem(404, "not_found");
        let never = json!({ "id": "doc_0000000000000000000000" });
        app.call(&world, confirm(&never)).await.expect_problem(404, "not_found");

        let late = put(&world, &app, &content).await;
        world.advance(3599);
        app.call(&world, confirm(&upload)).await.expect(200);
        world.advance(2);
        let problem = app.call(&world, confirm(&late)).await.expect_problem(409, "conflict");
        assert!(problem["detail"].as_str().unwrap().contains("expired"));
        // S3's clock is not the functions': to it, an address of an hour ago.
        world.advance(-2 * 3601);
        let stale = begin(&world, &app, &upload_body(&content, "application/pdf")).await;
        assert_eq!(put_file(&stale, &content).await.0, 403);
        assert_eq!(listed(&world, &app).await, [id(&upload)]);
        let pending = world.aws.partition(Table::Documents, &format!("{}#uploads", app.organization)).await;
        assert_eq!(pending.len(), 2);
        assert!(pending.iter().all(|item| item["ttl"].as_n().is_ok()), "what is not confirmed expires");
    });
}

#[test]
fn many_at_once_make_one_document() {
    run(async {
        let world = world().await;
        let app = Application::alone(world).await;
        for _ in 0..5 {
            let upload = put(world, &app, &pdf("once")).await;
            let replies = join_all((0..8).map(|_| app.call(world, confirm(&upload)))).await;
            let done: Vec<Value> = replies.iter().filter(|reply| reply.status == 200).map(|r| r.json()).collect();
            assert!(!done.is_empty() && done.iter().all(|document| *document == done[0]), "{done:?}");
            // Who met another's transaction may try again.
            for reply in replies.iter().filter(|reply| reply.status != 200) {
                reply.expect_problem(503, "dependency_unavailable");
            }
            assert_eq!(app.call(world, confirm(&upload)).await.expect(200), done[0]);
            assert!(world.aws.object(&app.organization, id(&upload)).await.is_some());
        }
        assert_eq!(listed(world, &app).await.len(), 5);
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new());
    });
}

#[test]
fn an_upload_begun_again_under_its_key_is_one() {
    run(async {
        let world = world().await;
        let app = Application::alone(world).await;
        let content = pdf("keyed");
        let begin = || {
            let call = Call::new("POST", UPLOADS).json(&upload_body(&content, "application/pdf"));
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

#[test]
fn each_call_to_aws_may_fail_and_the_same_request_completes_it() {
    run(async {
        let world = World::start().await;
        let app = Application::alone(&world).await;
        let (s3, dynamodb) = (world.stack.s3(), world.stack.dynamodb());
        let content = pdf("in the end");

        for (at, fault) in [Fault::Refuse, Fault::LoseAnswer].into_iter().enumerate() {
            let body = upload_body(&content, "application/pdf");
            let call = || Call::new("POST", UPLOADS).json(&body).header("idempotency-key", format!("begin-{at}"));
            dynamodb.set(fault.on("PutItem").table(documents()));
            app.call(&world, call()).await.expect_problem(503, "dependency_unavailable");
            dynamodb.clear();
            app.call(&world, call()).await.expect(201);
            let pending = world.aws.partition(Table::Documents, &format!("{}#uploads", app.organization)).await;
            assert_eq!(pending.len(), at + 1, "one upload a key");
        }

        let in_table = |fault: Fault, operation: &str| fault.on(operation).table(documents());
        // Whether the document is there after the failed attempt.
        let faults: [(_, Injection, bool); 12] = [
            (dynamodb, in_table(Fault::Refuse, "GetItem"), false),
            (s3, Fault::Refuse.on("HeadObject"), false),
            (s3, Fault::status(500, "InternalError").on("HeadObject"), false),
            (s3, Fault::Refuse.on("GetObject"), false),
            (s3, Fault::status(403, "AccessDenied").on("GetObject"), false),
            (s3, Fault::Refuse.on("CopyObject"), false),
            (s3, Fault::status(403, "AccessDenied").on("CopyObject"), false),
            (s3, Fault::LoseAnswer.on("CopyObject"), false),
            (dynamodb, in_table(Fault::Refuse, "TransactWriteItems"), false),
            (dynamodb, in_table(Fault::LoseAnswer, "TransactWriteItems"), true),
            (s3, Fault::Refuse.on("DeleteObject"), true),
            (s3, Fault::LoseAnswer.on("DeleteObject"), true),
        ];
        let mut made = Vec::new();
        for (control, fault, there) in faults {
            let what = format!("{fault:?}");
            let upload = put(&world, &app, &content).await;
            control.set(fault);
            let refused = app.call(&world, confirm(&upload)).await;
            control.clear();
            refused.expect_problem(503, "dependency_unavailable");
            assert_eq!(app.get(&world, &uri(&upload)).await.status == 200, there, "{what}");
            let document = app.call(&world, confirm(&upload)).await.expect(200);
            made.insert(0, id(&document).to_owned());
            assert_eq!(listed(&world, &app).await, made, "{what}");
            assert_eq!(world.aws.object(&app.organization, id(&document)).await.unwrap(), content, "{what}");
            assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new(), "{what}");
        }
        // An answer that is lost once is asked for again.
        for (control, operation) in [(s3, "CopyObject"), (s3, "DeleteObject"), (dynamodb, "TransactWriteItems")] {
            let upload = put(&world, &app, &content).await;
            control.set(Fault::LoseAnswer.on(operation).times(1));
            app.call(&world, confirm(&upload)).await.expect(200);
        }
        // What is refused and cannot be removed is judged again.
        let program = b"MZ\x90\0\x03\0\0\0";
        let upload = begin(&world, &app, &upload_body(program, "application/pdf")).await;
        assert_eq!(put_file(&upload, program).await.0, 200);
        s3.set(Fault::Refuse.on("DeleteObject"));
        app.call(&world, confirm(&upload)).await.expect_problem(503, "dependency_unavailable");
        s3.clear();
        app.call(&world, confirm(&upload)).await.expect_problem(415, "media_type_unsupported");
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new());
        // At AWS, who may not list a bucket is told 403 of what is not in it.
        let upload = begin(&world, &app, &upload_body(&content, "application/pdf")).await;
        s3.set(Fault::status(403, "AccessDenied").on("HeadObject"));
        app.call(&world, confirm(&upload)).await.expect_problem(409, "conflict");
        s3.clear();
    });
}
