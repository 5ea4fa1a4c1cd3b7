//! Presigned S3 URLs (Signature Version 4), to be checked by the stack.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use jiff::{SignedDuration, Timestamp};

pub(crate) struct Presign<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) secret: &'a str,
    /// Age of the signature, which is valid for a minute.
    pub(crate) age: SignedDuration,
}

impl Presign<'_> {
    pub(crate) fn url(&self, method: &str, path: &str) -> String {
        self.url_with(method, path, &[])
    }

    /// Returns a URL for requests with these headers. Their names are in lower case, sorted, and after `host`.
    pub(crate) fn url_with(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
        let signed_at = Timestamp::now() - self.age;
        let (date, time) = (signed_at.strftime("%Y%m%d").to_string(), signed_at.strftime("%Y%m%dT%H%M%SZ").to_string());
        let scope = format!("{date}/{}/s3/aws4_request", local::REGION);
        let names: Vec<_> = std::iter::once("host").chain(headers.iter().map(|(name, _)| *name)).collect();
        let signed = names.join(";");
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}%2F{}&X-Amz-Date={time}&X-Amz-Expires=60\
             &X-Amz-SignedHeaders={}",
            local::ACCESS_KEY_ID,
            scope.replace('/', "%2F"),
            signed.replace(';', "%3B"),
        );
        let host = self.endpoint.strip_prefix("http://").unwrap();
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let request = format!("{method}\n{path}\n{query}\nhost:{host}\n{lines}\n{signed}\nUNSIGNED-PAYLOAD");
        let hash = hex::encode(digest(&SHA256, request.as_bytes()));
        let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}");
        let steps = [date.as_str(), local::REGION, "s3", "aws4_request", &to_sign];
        let signature = steps.iter().fold(format!("AWS4{}", self.secret).into_bytes(), |key, step| {
            sign(&Key::new(HMAC_SHA256, &key), step.as_bytes()).as_ref().to_vec()
        });
        format!("{}{path}?{query}&X-Amz-Signature={}", self.endpoint, hex::encode(signature))
    }
}
