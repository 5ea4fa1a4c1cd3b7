//! Uploads of files directly to S3, as partners do.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::world::Call;

/// Returns the body that starts an upload of `content` with this media type.
pub(crate) fn upload_body(content: &[u8], media_type: &str) -> Value {
    let sha256 = hex::encode(digest(&SHA256, content));
    json!({ "type": "CONTRACT", "size": content.len(), "sha256": sha256, "mediaType": media_type })
}

/// Returns the request that confirms an upload.
pub(crate) fn confirm(upload: &Value) -> Call {
    Call::new("POST", &format!("/api/v1/document-uploads/{}/confirm", upload["id"].as_str().unwrap()))
}

/// Uploads a file with the answer's URL and headers. Returns S3's status and error code.
pub(crate) async fn put_file(upload: &Value, content: &[u8]) -> (u16, String) {
    put_with(upload, content, &upload["headers"]).await
}

/// Fetches a URL without credentials.
pub(crate) async fn fetch(address: &str) -> reqwest::Response {
    persistently(client().get(address)).await
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Sends a request to S3, with retries when S3 asks for them.
async fn persistently(request: reqwest::RequestBuilder) -> reqwest::Response {
    const ATTEMPTS: usize = 20;
    let mut last = None;
    for _ in 0..ATTEMPTS {
        let answer = request.try_clone().unwrap().send().await.unwrap();
        if answer.status() != 503 {
            return answer;
        }
        last = Some(answer.text().await.unwrap());
    }
    panic!("S3 answered 503 to each of {ATTEMPTS} attempts, to the last with {last:?}");
}

/// Like [`put_file`], with other headers.
pub(crate) async fn put_with(upload: &Value, content: &[u8], headers: &Value) -> (u16, String) {
    let mut put = client().put(upload["uploadUrl"].as_str().unwrap());
    for (name, value) in headers.as_object().unwrap() {
        // The client itself adds the content length.
        if name != "content-length" {
            put = put.header(name, value.as_str().unwrap());
        }
    }
    let answer = persistently(put.body(content.to_vec())).await;
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let code = text.split("<Code>").nth(1).and_then(|rest| rest.split("</Code>").next()).unwrap_or_default();
    (status, code.to_owned())
}
