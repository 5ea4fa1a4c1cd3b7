//! Uploads as the README shows them: the head of each language's client, with other calls below it.

use std::fs;
use std::path::Path;

use super::{application, assert_no_secret_printed, example, run, runner};
use crate::running::dev::Dev;
use crate::running::documents::downloaded;
use crate::running::partner::Partner;
use crate::support::{Call, SigningKey, pdf, pdf_of_length, upload_body};

/// A client up to its first call: what the README says that stays.
fn head(client: &str) -> String {
    let text = example(client);
    let first_call = match client.rsplit_once('.').unwrap().1 {
        "mjs" => "\ntry {\n  await call('GET'",
        "py" => "\ncall(\"GET\"",
        "go" => "\nfunc main() {",
        _ => "\ncall GET ",
    };
    text.split_once(first_call).unwrap().0.to_owned() + "\n"
}

/// The application whose secrets are in this folder.
fn partner(folder: &Path) -> Partner {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let api_key = read("api-key").trim().to_owned();
    let id = format!("app_{}", &api_key[9..31]);
    Partner { id, api_key, key: SigningKey::from_pem(&read("private.pem")) }
}

/// The id in a line of this beginning.
fn id<'a>(line: &'a str, beginning: &str) -> &'a str {
    let id = line.strip_prefix(beginning).unwrap_or_else(|| panic!("{line:?} is not {beginning:?}"));
    assert!(id.starts_with("doc_"), "{line}");
    id
}

#[test]
fn a_file_of_any_bytes_is_uploaded_in_each_language() {
    let dev = Dev::shared();
    let folder = application(dev, "clients-uploading", "2048");
    let partner = partner(&folder);
    // What ends like a form, or a line, is content like any other.
    let content = [pdf("every byte"), b"\r\n--\r\n\n\r\n".to_vec()].concat();
    fs::write(folder.join("contract.pdf"), &content).unwrap();
    for language in ["mjs", "py", "go", "sh"] {
        let (client, upload) = (format!("client.{language}"), format!("upload.{language}"));
        // A Go program may have many files; the others are one.
        let mut program = if language == "go" {
            fs::write(folder.join(&client), head(&client)).unwrap();
            fs::write(folder.join(&upload), example(&upload)).unwrap();
            let mut go = runner(&client, &folder);
            go.arg(&upload);
            go
        } else {
            fs::write(folder.join(&upload), head(&client) + &example(&upload)).unwrap();
            runner(&upload, &folder)
        };
        let printed = run(&mut program, &folder, dev, &[]);
        let uri = format!("/api/v1/documents/{}", id(printed.trim_end(), "201 POST /api/v1/documents "));
        let about = partner.get(dev, &uri).expect(200);
        assert_eq!((&about["type"], &about["fileName"]), (&"CONTRACT".into(), &"contract.pdf".into()), "{language}");
        assert!(downloaded(dev, &partner, &uri) == content, "{language}: other bytes came back");
    }
    assert_no_secret_printed(dev, &folder);
}

#[test]
fn a_larger_file_is_uploaded_as_the_readme_says() {
    let dev = Dev::shared();
    let folder = application(dev, "clients-uploading-large", "2048");
    let partner = partner(&folder);
    let content = pdf_of_length(6 * 1024 * 1024);
    fs::write(folder.join("contract.pdf"), &content).unwrap();
    fs::write(folder.join("upload-large.py"), head("client.py") + &example("upload-large.py")).unwrap();
    let printed = run(&mut runner("upload-large.py", &folder), &folder, dev, &[]);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 2, "{printed}");
    assert_only_what_is_signed_is_told(dev, &partner);
    let id = id(lines[0], "201 POST /api/v1/document-uploads ");
    assert_eq!(lines[1], format!("200 POST /api/v1/document-uploads/{id}/confirm {id}"));
    assert!(downloaded(dev, &partner, &format!("/api/v1/documents/{id}")) == content, "other bytes came back");
    assert_no_secret_printed(dev, &folder);
}

/// The runtime adds a trace id to the SDK's signed headers; it is no part of the answer.
fn assert_only_what_is_signed_is_told(dev: &Dev, partner: &Partner) {
    let body = upload_body(b"a file", "application/pdf");
    let upload = partner.call(dev, Call::new("POST", "/api/v1/document-uploads").json(&body)).expect(201);
    let url = upload["uploadUrl"].as_str().unwrap();
    let (_, signed) = url.split_once("X-Amz-SignedHeaders=").unwrap();
    let signed = signed.split('&').next().unwrap().replace("%3B", ";");
    let told: Vec<_> = upload["headers"].as_object().unwrap().keys().cloned().collect();
    let mut expected: Vec<_> = signed.split(';').filter(|name| *name != "host").map(str::to_owned).collect();
    expected.sort_unstable();
    assert_eq!(told, expected);
}
