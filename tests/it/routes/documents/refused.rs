//! Invalid documents and forms.

use contract::document::{MAX_FILE, UPLOAD_LIMIT};
use serde_json::json;

use super::{DOCUMENTS, listed};
use crate::support::{Application, Call, form, id, in_world_with, pdf, pdf_of_length, upload};

const FILE: &str = r#"name="file"; filename="a.pdf""#;
const TYPE: (&str, &[u8]) = (r#"name="type""#, b"OTHER");

#[test]
fn form_errors_are_named_and_nothing_is_stored() {
    in_world_with(Application::alone, async |world, app| {
        let content = pdf("");
        let file = (FILE, content.as_slice());
        let whole = form(&[file, TYPE]);
        let typed = |content_type: &str| Call::post(DOCUMENTS).header("content-type", content_type).body(whole.clone());
        let many: Vec<(String, &[u8])> = (0..101).map(|at| (format!(r#"name="part{at}""#), &b""[..])).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(head, content)| (head.as_str(), *content)).collect();
        let cut = |end: usize| {
            let call = upload(&[file, TYPE]);
            Call { body: call.body[..end].to_vec(), ..call }
        };
        let malformed = [
            (upload(&[("x=1", b"y")]), "part 1 has no name"),
            (upload(&[file, TYPE, TYPE]), "occurs twice"),
            (upload(&[file, file, TYPE]), "occurs twice"),
            (upload(&many), "more than 100 parts"),
            (cut(0), "the body is empty"),
            (cut(whole.len() - 6), "the form is cut off"),
            (cut(whole.len() - 100), "the form is cut off"),
            (typed("multipart/form-data"), "`Content-Type` has no boundary"),
            (
                typed("multipart/form-data; boundary=another"),
                "no line of the body starts with the boundary of `Content-Type`, `another`",
            ),
        ];
        for (call, detail) in malformed {
            let problem = app.call(world, call).await.expect_problem(400, "body_invalid");
            assert!(problem["detail"].as_str().unwrap().contains(detail), "{detail}: {problem}");
        }
        let invalid: [(Call, &[&str]); 7] = [
            (upload(&[]), &["/file", "/type"]),
            (upload(&[TYPE]), &["/file"]),
            (upload(&[file]), &["/type"]),
            (upload(&[(FILE, b""), TYPE]), &["/file"]),
            (upload(&[file, (r#"name="type""#, b"PASSPORTS")]), &["/type"]),
            (upload(&[file, TYPE, (r#"name="status""#, b"x")]), &["/status"]),
            (upload(&[file, TYPE, (r#"name="description""#, b" ")]), &["/description"]),
        ];
        for (call, pointers) in invalid {
            let problem = app.call(world, call).await.expect_problem(422, "validation_failed");
            let found: Vec<_> =
                problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
            assert_eq!(found, pointers, "{problem}");
        }
        for content_type in ["application/json", "multipart/mixed; boundary=x", "application/pdf"] {
            let problem = app.call(world, typed(content_type)).await.expect_problem(415, "media_type_unsupported");
            assert_eq!(
                (&problem["expected"], &problem["received"]),
                (&json!("multipart/form-data"), &json!(content_type))
            );
        }
        for program in
            [&b"MZ\x90\0\x03\0\0\0"[..], b"\x7fELF\x02\x01\x01\0", b"#!/bin/sh\n", b"GIF89a", b"<script>%PDF-1.7"]
        {
            let problem =
                app.call(world, upload(&[(FILE, program), TYPE])).await.expect_problem(415, "media_type_unsupported");
            assert_eq!(problem["expected"], "application/pdf, image/png, image/jpeg");
        }
        assert_eq!(listed(world, &app).await, Vec::<String>::new());
        assert_eq!(world.aws.objects(&app.organization).await, Vec::<String>::new());
    });
}

#[test]
fn four_mebibytes_are_accepted_and_one_byte_more_is_refused() {
    in_world_with(Application::alone, async |world, app| {
        let mut content = pdf_of_length(MAX_FILE);
        let created = app.upload(world, &content).await;
        assert_eq!(created["size"], MAX_FILE);
        assert!(world.aws.object(&app.organization, id(&created)).await.unwrap() == content);
        content.push(7);
        let problem = app.call(world, upload(&[(FILE, &content), TYPE])).await.expect_problem(413, "body_too_large");
        assert_eq!(problem["expected"], format!("at most {MAX_FILE} bytes in a part"));
        assert!(problem["detail"].as_str().unwrap().contains("/api/v1/document-uploads"), "{problem}");
        content.resize(UPLOAD_LIMIT, 7);
        let problem = app.call(world, upload(&[(FILE, &content), TYPE])).await.expect_problem(413, "body_too_large");
        assert_eq!(problem["expected"], format!("at most {UPLOAD_LIMIT} bytes"));
        assert!(problem["detail"].as_str().unwrap().contains("/api/v1/document-uploads"), "{problem}");
        assert_eq!(listed(world, &app).await, [id(&created)]);
    });
}

#[test]
fn a_form_changed_in_transit_is_refused() {
    in_world_with(Application::alone, async |world, app| {
        let content = pdf("signed");
        let mut call = app.sign(world, upload(&[(FILE, &content), TYPE]));
        let at = call.body.len() / 2;
        call.body[at] ^= 1;
        world.send(&call).await.expect_problem(401, "token_body_hash_mismatch");
        assert_eq!(listed(world, &app).await, Vec::<String>::new());
    });
}
