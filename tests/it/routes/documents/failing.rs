//! Failures of S3 or DynamoDB: 503, and no partial document.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use local::{Fault, Injection};
use provision::{DOCUMENTS_BUCKET, cloud};
use serde_json::json;
use store::{Contents, StoreError};

use super::{DOCUMENTS, address, delete, documents, fetch, listed, traces, uri};
use crate::support::{Application, Call, customer_body, id, in_own_world_with, pdf, upload};

const TYPE: (&str, &[u8]) = (r#"name="type""#, b"OTHER");

#[test]
fn a_failed_upload_leaves_no_document_and_is_completed_by_a_retry() {
    in_own_world_with(Application::alone, async |world, app| {
        let content = pdf("in the end");
        let (s3, dynamodb) = (world.stack.s3(), world.stack.dynamodb());
        let in_table = |fault: Fault| fault.on("TransactWriteItems").table(documents());
        let faults: [(_, Injection); 8] = [
            (s3, Fault::Refuse.into()),
            (s3, Fault::status(503, "SlowDown").into()),
            (s3, Fault::status(403, "AccessDenied").on("PutObject")),
            (s3, Fault::status(404, "NoSuchBucket").on("PutObject")),
            (dynamodb, in_table(Fault::Refuse)),
            (dynamodb, in_table(Fault::status(500, "InternalServerError"))),
            (dynamodb, in_table(Fault::status(400, "ProvisionedThroughputExceededException"))),
            (dynamodb, in_table(Fault::status(400, "AccessDeniedException"))),
        ];
        let mut made = Vec::new();
        for (at, (control, fault)) in faults.into_iter().enumerate() {
            let what = format!("{fault:?}");
            let call = || upload(&[(r#"name="file""#, &content), TYPE]).header("idempotency-key", format!("key-{at}"));
            control.set(fault);
            let refused = app.call(world, call()).await;
            control.clear();
            let (problem, retry_after) = if what.contains("AccessDenied") || what.contains("NoSuchBucket") {
                ((500, "internal_error".to_owned()), None)
            } else {
                ((503, "dependency_unavailable".to_owned()), Some("2"))
            };
            assert_eq!(refused.problem(), problem, "{what}: {}", refused.text);
            assert_eq!(refused.header("retry-after"), retry_after, "{what}");
            assert!(!refused.text.contains("S3") && !refused.text.contains("DynamoDB"), "{}", refused.text);
            assert_eq!(listed(world, &app).await, made, "{what}: no partial document");
            assert_eq!(world.aws.objects(&app.organization).await.len(), made.len(), "{what}: no object");
            // A retry creates the same document and overwrites its object.
            let created = app.call(world, call()).await.expect(201);
            made.insert(0, id(&created).to_owned());
            assert_eq!(world.aws.objects(&app.organization).await.len(), made.len(), "{what}");
            assert_eq!(fetch(&address(world, &app, &created).await).await.1, content, "{what}");
        }
    });
}

#[test]
fn a_lost_answer_makes_no_second_document() {
    in_own_world_with(Application::alone, async |world, app| {
        let content = pdf("lost");
        let parts = [(r#"name="file""#, content.as_slice()), TYPE];
        world.stack.s3().set(Fault::LoseAnswer.on("PutObject").times(1));
        let first = app.call(world, upload(&parts)).await.expect(201);
        world.stack.dynamodb().set(Fault::LoseAnswer.on("TransactWriteItems").table(documents()).times(1));
        let second = app.call(world, upload(&parts)).await.expect(201);
        // Without any answer, the caller retries and finds the document under the key.
        let keyed = || upload(&parts).header("idempotency-key", "lost");
        world.stack.dynamodb().set(Fault::LoseAnswer.on("TransactWriteItems").table(documents()));
        app.call(world, keyed()).await.expect_problem(503, "dependency_unavailable");
        world.stack.dynamodb().clear();
        let third = app.call(world, keyed()).await.expect(201);
        assert_eq!(listed(world, &app).await, [id(&third), id(&second), id(&first)]);
        assert_eq!(world.aws.objects(&app.organization).await.len(), 3);

        // A deletion with a lost answer has happened once; its retry reports so.
        world.stack.dynamodb().set(Fault::LoseAnswer.on("TransactWriteItems").table(documents()).times(1));
        app.call(world, delete(&first)).await.expect_nothing();
        world.stack.s3().set(Fault::LoseAnswer.on("DeleteObject").times(1));
        app.call(world, delete(&second)).await.expect_nothing();
        assert_eq!(listed(world, &app).await, [id(&third)]);
        assert_eq!(world.aws.objects(&app.organization).await.len(), 1);
    });
}

#[test]
fn an_interrupted_deletion_is_completed_by_a_retry() {
    in_own_world_with(Application::alone, async |world, app| {
        let (s3, dynamodb) = (world.stack.s3(), world.stack.dynamodb());
        let faults: [(_, Injection, bool); 4] = [
            (dynamodb, Fault::Refuse.on("TransactWriteItems").table(documents()), true),
            (s3, Fault::Refuse.on("DeleteObject"), false),
            (s3, Fault::status(403, "AccessDenied").on("DeleteObject"), false),
            (dynamodb, Fault::Refuse.on("DeleteItem").table(documents()), false),
        ];
        for (control, fault, there) in faults {
            let what = format!("{fault:?}");
            let document = app.upload(world, &pdf(&what)).await;
            control.set(fault);
            let broken = app.call(world, delete(&document)).await;
            let denied = what.contains("AccessDenied");
            assert_eq!(broken.problem().0, if denied { 500 } else { 503 }, "{what}: {}", broken.text);
            control.clear();
            let found = app.get(world, &uri(&document)).await.status;
            assert_eq!(found, if there { 200 } else { 404 }, "{what}");
            app.call(world, delete(&document)).await.expect_nothing();
            assert_eq!(world.aws.objects(&app.organization).await, Vec::<String>::new(), "{what}");
            app.call(world, delete(&document)).await.expect_problem(404, "not_found");
            assert_eq!(traces(world, &app).await, Vec::<String>::new(), "{what}");
        }
    });
}

#[test]
fn unreadable_documents_answer_503() {
    in_own_world_with(Application::alone, async |world, app| {
        let document = app.upload(world, &pdf("")).await;
        for fault in [Fault::Refuse, Fault::status(500, "InternalServerError")] {
            for uri in [DOCUMENTS.to_owned(), uri(&document), format!("{}/content", uri(&document))] {
                world.stack.dynamodb().set(fault.clone().table(documents()));
                let reply = app.get(world, &uri).await;
                world.stack.dynamodb().clear();
                reply.expect_problem(503, "dependency_unavailable");
                assert_eq!(reply.header("location"), None);
            }
        }
        // A presigned URL needs no call to S3.
        world.stack.s3().set(Fault::Refuse);
        address(world, &app, &document).await;
        world.stack.s3().clear();
        // A document that cannot be checked cannot be attached either.
        let body = customer_body(json!({ "documentIds": [id(&document)] }));
        world.stack.dynamodb().set(Fault::Refuse.table(documents()));
        app.send(world, "POST", "/api/v1/customers", &body).await.expect_problem(503, "dependency_unavailable");
        world.stack.dynamodb().clear();
        assert_eq!(app.get(world, "/api/v1/customers").await.expect(200)["items"], json!([]));
        app.send(world, "POST", "/api/v1/customers", &body).await.expect(201);
    });
}

#[test]
fn the_bucket_accepts_only_the_hashed_content() {
    in_own_world_with(Application::alone, async |world, app| {
        let document = app.upload(world, &pdf("right")).await;
        let (organization, named) = (app.organization.parse().unwrap(), id(&document).parse().unwrap());
        let contents = Contents::new(&cloud().service(Some(&world.stack.endpoints().s3)), DOCUMENTS_BUCKET);
        let wrong = contents.put(&organization, &named, pdf("wrong").into(), sha256(&pdf("right"))).await;
        assert!(matches!(&wrong, Err(StoreError::Refused(cause)) if cause.starts_with("S3: ")), "{wrong:?}");
        assert_eq!(fetch(&address(world, &app, &document).await).await.1, pdf("right"));
    });
}

fn sha256(content: &[u8]) -> [u8; 32] {
    digest(&SHA256, content).as_ref().try_into().unwrap()
}

#[test]
fn a_hanging_bucket_delays_the_answer_only_briefly() {
    in_own_world_with(Application::alone, async |world, app| {
        world.stack.s3().set(Fault::Hang);
        let call = app.sign(world, upload(&[(r#"name="file""#, &pdf("")), TYPE]));
        // The function's time limit is 15 seconds.
        let reply = tokio::time::timeout(Duration::from_secs(14), world.send(&call)).await.unwrap();
        world.stack.s3().clear();
        reply.expect_problem(503, "dependency_unavailable");
        assert_eq!(listed(world, &app).await, Vec::<String>::new());
        app.call(world, Call::get(DOCUMENTS)).await.expect(200);
    });
}
