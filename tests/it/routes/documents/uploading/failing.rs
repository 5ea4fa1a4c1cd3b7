//! Failures of each AWS call, and retries of the same request.

use contract::table::Table;
use local::{Fault, Injection};

use super::{UPLOADS, begin, listed, put, uri};
use crate::routes::documents::documents;
use crate::support::{Application, Call, confirm, id, in_own_world_with, pdf, put_file, upload_body};

#[test]
fn a_retry_completes_the_request_after_a_failure_of_any_aws_call() {
    in_own_world_with(Application::alone, async |world, app| {
        let (s3, dynamodb) = (world.stack.s3(), world.stack.dynamodb());
        let content = pdf("in the end");

        for (at, fault) in [Fault::Refuse, Fault::LoseAnswer].into_iter().enumerate() {
            let body = upload_body(&content, "application/pdf");
            let call = || Call::post(UPLOADS).json(&body).header("idempotency-key", format!("begin-{at}"));
            dynamodb.set(fault.on("TransactWriteItems").table(documents()));
            app.call(world, call()).await.expect_problem(503, "dependency_unavailable");
            dynamodb.clear();
            app.call(world, call()).await.expect(201);
            let pending = world.aws.partition(Table::Documents, &format!("{}#uploads", app.organization)).await;
            assert_eq!(pending.len(), at + 1, "one upload per key");
        }

        let in_table = |fault: Fault, operation: &str| fault.on(operation).table(documents());
        // True if the document exists after the failed attempt.
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
            (dynamodb, in_table(Fault::LoseAnswer, "TransactWriteItems"), false),
            (s3, Fault::Refuse.on("DeleteObject"), true),
            (s3, Fault::LoseAnswer.on("DeleteObject"), true),
        ];
        let mut made = Vec::new();
        for (control, fault, there) in faults {
            let what = format!("{fault:?}");
            let upload = put(world, &app, &content).await;
            control.set(fault);
            let refused = app.call(world, confirm(&upload)).await;
            control.clear();
            let denied = what.contains("AccessDenied");
            assert_eq!(refused.problem().0, if denied { 500 } else { 503 }, "{what}: {}", refused.text);
            assert_eq!(app.get(world, &uri(&upload)).await.status == 200, there, "{what}");
            let document = app.call(world, confirm(&upload)).await.expect(200);
            made.insert(0, id(&document).to_owned());
            assert_eq!(listed(world, &app).await, made, "{what}");
            assert_eq!(world.aws.object(&app.organization, id(&document)).await.unwrap(), content, "{what}");
            assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new(), "{what}");
        }
        // A single lost answer is retried.
        for (control, operation) in [(s3, "CopyObject"), (s3, "DeleteObject"), (dynamodb, "TransactWriteItems")] {
            let upload = put(world, &app, &content).await;
            control.set(Fault::LoseAnswer.on(operation).times(1));
            app.call(world, confirm(&upload)).await.expect(200);
        }
        // A refused file that cannot be removed is checked again.
        let program = b"MZ\x90\0\x03\0\0\0";
        let upload = begin(world, &app, &upload_body(program, "application/pdf")).await;
        assert_eq!(put_file(&upload, program).await.0, 200);
        s3.set(Fault::Refuse.on("DeleteObject"));
        app.call(world, confirm(&upload)).await.expect_problem(503, "dependency_unavailable");
        s3.clear();
        app.call(world, confirm(&upload)).await.expect_problem(415, "media_type_unsupported");
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new());
        // Without `s3:ListBucket`, S3 answers 403 for a missing key.
        let upload = begin(world, &app, &upload_body(&content, "application/pdf")).await;
        s3.set(Fault::status(403, "AccessDenied").on("HeadObject"));
        app.call(world, confirm(&upload)).await.expect_problem(409, "conflict");
        s3.clear();
    });
}
