//! Uploads by the programs of the guides.

use std::fs;
use std::path::Path;

use super::{LANGUAGES, application, assert_no_secret_printed, run, runner};
use crate::running::dev::Dev;
use crate::running::documents::downloaded;
use crate::running::partner::Partner;
use crate::support::{Call, SigningKey, pdf, pdf_of_length, upload_body};

/// Returns the application whose secrets are in this folder.
fn partner(folder: &Path) -> Partner {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let api_key = read("api-key").trim().to_owned();
    let id = format!("app_{}", &api_key[9..31]);
    Partner { id, api_key, key: SigningKey::from_pem(&read("private.pem")) }
}

/// Returns the ID after this prefix of a line.
fn id<'a>(line: &'a str, beginning: &str) -> &'a str {
    let id = line.strip_prefix(beginning).unwrap_or_else(|| panic!("{line:?} does not start with {beginning:?}"));
    assert!(id.starts_with("doc_"), "{line}");
    id
}

#[test]
fn a_file_of_any_bytes_is_uploaded_in_each_language() {
    let dev = Dev::shared();
    let folder = application(dev, "clients-uploading", "2048");
    let partner = partner(&folder);
    // Content that ends like a form or line is ordinary content.
    let content = [pdf("every byte"), b"\r\n--\r\n\n\r\n".to_vec()].concat();
    fs::write(folder.join("contract.pdf"), &content).unwrap();
    for language in LANGUAGES {
        let printed = run(&mut runner(&format!("upload.{language}"), &folder), &folder, dev, &[]);
        let uri = format!("/api/v1/documents/{}", id(printed.trim_end(), "201 POST /api/v1/documents "));
        let about = partner.get(dev, &uri).expect(200);
        assert_eq!((&about["type"], &about["fileName"]), (&"CONTRACT".into(), &"contract.pdf".into()), "{language}");
        assert!(downloaded(dev, &partner, &uri) == content, "{language}: the download differs");
    }
    assert_no_secret_printed(dev, &folder);
}

#[test]
fn a_larger_file_is_uploaded_as_the_guide_says() {
    let dev = Dev::shared();
    let folder = application(dev, "clients-uploading-large", "2048");
    let partner = partner(&folder);
    let content = pdf_of_length(6 * 1024 * 1024);
    fs::write(folder.join("contract.pdf"), &content).unwrap();
    let printed = run(&mut runner("upload-large.py", &folder), &folder, dev, &[]);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 2, "{printed}");
    assert_only_what_is_signed_is_told(dev, &partner);
    let id = id(lines[0], "201 POST /api/v1/document-uploads ");
    assert_eq!(lines[1], format!("200 POST /api/v1/document-uploads/{id}/confirm {id}"));
    assert!(downloaded(dev, &partner, &format!("/api/v1/documents/{id}")) == content, "the download differs");
    assert_no_secret_printed(dev, &folder);
}

/// Asserts that the answer contains only the signed headers. The runtime adds a trace ID to the SDK's.
fn assert_only_what_is_signed_is_told(dev: &Dev, partner: &Partner) {
    let body = upload_body(b"a file", "application/pdf");
    let upload = partner.call(dev, Call::post("/api/v1/document-uploads").json(&body)).expect(201);
    let url = upload["uploadUrl"].as_str().unwrap();
    let (_, signed) = url.split_once("X-Amz-SignedHeaders=").unwrap();
    let signed = signed.split('&').next().unwrap().replace("%3B", ";");
    let told: Vec<_> = upload["headers"].as_object().unwrap().keys().cloned().collect();
    let mut expected: Vec<_> = signed.split(';').filter(|name| *name != "host").map(str::to_owned).collect();
    expected.sort_unstable();
    assert_eq!(told, expected);
}
