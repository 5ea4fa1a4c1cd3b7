//! Forms of common HTTP clients, and file names on every path.

use serde_json::{Value, json};

use super::{DOCUMENTS, address, fetch, listed};
use crate::support::{Application, Call, confirm, id, in_world_with, pdf, put_file, upload, upload_body, world};

#[test]
fn every_clients_form_becomes_a_document_with_its_name() {
    in_world_with(Application::alone, async |world, app| {
        let forms: Vec<Value> = serde_json::from_str(include_str!("../../../vectors/forms.json")).unwrap();
        for form in &forms {
            let body: Vec<u8> = form["body"].as_str().unwrap().chars().map(|c| u8::try_from(c).unwrap()).collect();
            let content_type = form["contentType"].as_str().unwrap();
            let call = Call::post(DOCUMENTS).header("content-type", content_type).body(body);
            let created = app.call(world, call).await.expect(201);
            assert_eq!(created["fileName"], form["fileName"], "{form}");
        }
        assert_eq!(listed(world, &app).await.len(), forms.len());
    });
}

/// Uploads with this name in a form and directly to S3. Returns both names, and the name for saving.
async fn both_ways(app: &Application, name: &str) -> [(Value, String); 2] {
    let world = world().await;
    let content = pdf("named");
    let head = format!("name=\"file\"; filename=\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    let in_form = app.call(world, upload(&[(&head, &content), (r#"name="type""#, b"OTHER")])).await.expect(201);
    let mut body = upload_body(&content, "application/pdf");
    body["fileName"] = json!(name);
    let begun = app.send(world, "POST", "/api/v1/document-uploads", &body).await.expect(201);
    assert_eq!(put_file(&begun, &content).await.0, 200);
    let confirmed = app.call(world, confirm(&begun)).await.expect(200);
    let mut found = Vec::new();
    for document in [in_form, confirmed] {
        let (_, _, disposition, _) = fetch(&address(world, app, &document).await).await;
        let disposition = disposition.unwrap().replace(id(&document), "doc");
        found.push((document["fileName"].clone(), disposition));
    }
    found.try_into().unwrap()
}

#[test]
fn a_file_name_is_the_same_for_both_ways_of_upload() {
    in_world_with(Application::alone, async |_, app| {
        for (sent, name, saved) in [
            ("a.pdf", "a.pdf", "filename=\"a.pdf\"; filename*=UTF-8''a.pdf"),
            ("=?utf-8?B?TcO8bGxlci5wZGY=?=", "Müller.pdf", "filename=\"doc.pdf\"; filename*=UTF-8''M%C3%BCller.pdf"),
            (r"C:\scans\me.jpg", "me.jpg", "filename=\"me.jpg.pdf\"; filename*=UTF-8''me.jpg.pdf"),
            ("../x/b \"1\".PDF. ", "b \"1\".PDF", "filename=\"doc.pdf\"; filename*=UTF-8''b%20%221%22.PDF"),
            ("at 3\u{202f}PM.pdf", "at 3 PM.pdf", "filename=\"at 3 PM.pdf\"; filename*=UTF-8''at%203%20PM.pdf"),
        ] {
            for (found, disposition) in both_ways(&app, sent).await {
                assert_eq!((found, disposition), (json!(name), format!("attachment; {saved}")), "{sent}");
            }
        }
    });
}

#[test]
fn an_invalid_file_name_has_the_same_reason_for_both_ways_of_upload() {
    in_world_with(Application::alone, async |world, app| {
        for (sent, reason) in [
            ("fdp.\u{202e}exe", "U+202E"),
            ("\u{200b}", "U+200B"),
            ("a\tb.pdf", "U+0009"),
            ("=?utf-8?B?$$$?=", "encoded word"),
            ("scans/", "names a folder"),
            (&"ü".repeat(128), "at most 255 bytes in UTF-8, not 256"),
        ] {
            let head = format!("name=\"file\"; filename=\"{sent}\"");
            let in_form = upload(&[(&head, &pdf("")), (r#"name="type""#, b"OTHER")]);
            let mut body = upload_body(&pdf(""), "application/pdf");
            body["fileName"] = json!(sent);
            let begun = Call::post("/api/v1/document-uploads").json(&body);
            for (call, pointer) in [(in_form, "/file"), (begun, "/fileName")] {
                let problem = app.call(world, call).await.expect_invalid(pointer);
                assert!(problem["errors"][0]["reason"].as_str().unwrap().contains(reason), "{problem}");
            }
        }
        assert_eq!(listed(world, &app).await, Vec::<String>::new());
    });
}
