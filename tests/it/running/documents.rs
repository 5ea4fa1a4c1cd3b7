//! File transfer over HTTP through the emulator and base64 to S3 and back.

use contract::document::MAX_FILE;

use super::dev::Dev;
use super::partner::Partner;
use crate::support::{Call, pdf, pdf_of_length, run, upload};

/// Returns a document's content, following the redirect.
#[track_caller]
pub(super) fn downloaded(dev: &Dev, partner: &Partner, uri: &str) -> Vec<u8> {
    let found = dev.send(&partner.sign(Call::get(&format!("{uri}/content"))));
    assert_eq!((found.status, found.text.as_str()), (302, ""));
    let address = found.header("location").unwrap();
    run(async {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.get(address).send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap().to_vec()
    })
}

#[test]
fn a_download_returns_the_uploaded_bytes() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    for content in [pdf("small"), pdf_of_length(MAX_FILE)] {
        let parts = [(r#"name="file"; filename="scan.pdf""#, content.as_slice()), (r#"name="type""#, b"OTHER")];
        let created = dev.send(&partner.sign(upload(&parts))).expect(201);
        assert_eq!(created["size"], content.len());
        let uri = format!("/api/v1/documents/{}", created["id"].as_str().unwrap());
        assert_eq!(dev.send(&partner.sign(Call::get(&uri))).expect(200), created);

        let bytes = downloaded(dev, &partner, &uri);
        assert!(bytes == content, "{} of {} bytes were downloaded", bytes.len(), content.len());

        assert_eq!(dev.send(&partner.sign(Call::delete(&uri))).status, 204);
        dev.send(&partner.sign(Call::get(&uri))).expect_problem(404, "not_found");
    }
    dev.assert_silent();
}
