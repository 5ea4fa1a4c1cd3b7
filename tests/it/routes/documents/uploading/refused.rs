//! Refused files, by S3 or at the confirmation.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::table::Table;
use contract::upload::MAX_UPLOAD;
use serde_json::{Value, json};

use super::super::{JPEG, PNG};
use super::{UPLOADS, begin, listed, put, uri};
use crate::support::{Application, confirm, id, in_world_with, pdf, pdf_of_length, put_file, put_with, upload_body};

#[test]
fn s3_takes_nothing_but_the_declared_bytes() {
    in_world_with(Application::alone, async |world, app| {
        let content = pdf("declared");
        let upload = begin(world, &app, &upload_body(&content, "application/pdf")).await;
        let mut other = content.clone();
        *other.last_mut().unwrap() ^= 1;
        assert_eq!(put_file(&upload, &other).await, (400, "BadDigest".to_owned()));
        // AWS checks the signature first, which covers the length. Either status refuses the file.
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
        let mut headers = upload["headers"].clone();
        headers["x-amz-tagging"] = json!("a=b");
        assert_eq!(put_with(&upload, &content, &headers).await.0, 403, "an unsigned header of Amazon's");
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
fn the_presigned_url_cannot_change_a_document() {
    in_world_with(Application::alone, async |world, app| {
        let content = pdf("first");
        let upload = put(world, &app, &content).await;
        let document = app.call(world, confirm(&upload)).await.expect(200);
        // S3 still accepts the same bytes at this URL, which is not the document's.
        assert_eq!(put_file(&upload, &pdf("other")).await.0, 400);
        assert_eq!(put_file(&upload, &content).await.0, 200);
        // Any other object there has no effect either.
        world.aws.put_upload(&app.organization, id(&upload), b"MZ").await;
        assert_eq!(app.call(world, confirm(&upload)).await.expect(200), document);
        assert_eq!(world.aws.object(&app.organization, id(&document)).await.unwrap(), content);
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new(), "it is removed again");
    });
}

#[test]
fn a_file_that_differs_from_its_declaration_is_refused_and_removed() {
    in_world_with(Application::alone, async |world, app| {
        let elf = [&b"\x7fELF\x02\x01\x01"[..], &[0; 64]].concat();
        for (content, media, received) in [
            (&b"MZ\x90\0\x03\0\0\0"[..], "application/pdf", "application/vnd.microsoft.portable-executable"),
            (&elf, "image/png", "application/x-executable"),
            (b"<script>%PDF-1.7", "application/pdf", "an unknown kind of file"),
            (PNG, "application/pdf", "image/png"),
        ] {
            let upload = begin(world, &app, &upload_body(content, media)).await;
            assert_eq!(put_file(&upload, content).await.0, 200);
            let problem = app.call(world, confirm(&upload)).await.expect_problem(415, "media_type_unsupported");
            assert_eq!((&problem["expected"], &problem["received"]), (&json!(media), &json!(received)));
            app.get(world, &uri(&upload)).await.expect_problem(404, "not_found");
            assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new(), "{received}");
            app.call(world, confirm(&upload)).await.expect_problem(409, "conflict");
        }
        // Truncated files of several lengths.
        let large = pdf_of_length(5 * 1024 * 1024);
        for (content, media, end) in [
            (&PNG[..8], "image/png", "IEND"),
            (&JPEG[..3], "image/jpeg", "EOI"),
            (b"%PDF-", "application/pdf", "%%EOF"),
            (&large[..large.len() - 10], "application/pdf", "%%EOF"),
        ] {
            let upload = begin(world, &app, &upload_body(content, media)).await;
            assert_eq!(put_file(&upload, content).await.0, 200);
            let problem = app.call(world, confirm(&upload)).await.expect_problem(422, "validation_failed");
            let reason = problem["errors"][0]["reason"].as_str().unwrap();
            assert!(reason.contains("is incomplete") && reason.contains(end), "{problem}");
            assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new(), "{end}");
        }
        // Objects without a SHA-256 in S3, or with another one.
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
    in_world_with(Application::alone, async |world, app| {
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
            app.send(world, "POST", UPLOADS, &body).await.expect_invalid(pointer);
        }
        begin(world, &app, &changed("size", json!(MAX_UPLOAD))).await;
        let pending = world.aws.partition(Table::Documents, &format!("{}#uploads", app.organization)).await;
        assert_eq!(pending.len(), 1);
    });
}
