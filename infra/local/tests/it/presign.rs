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
        let signed_at = Timestamp::now() - self.age;
        let (date, time) = (signed_at.strftime("%Y%m%d").to_string(), signed_at.strftime("%Y%m%dT%H%M%SZ").to_string());
        let scope = format!("{date}/{}/s3/aws4_request", local::REGION);
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}%2F{}&X-Amz-Date={time}&X-Amz-Expires=60\
             &X-Amz-SignedHeaders=host",
            local::ACCESS_KEY_ID,
            scope.replace('/', "%2F"),
        );
        let host = self.endpoint.strip_prefix("http://").unwrap();
        let request = format!("{method}\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD");
        let hash = hex::encode(digest(&SHA256, request.as_bytes()));
        let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}");
        let steps = [date.as_str(), local::REGION, "s3", "aws4_request", &to_sign];
        let signature = steps.iter().fold(format!("AWS4{}", self.secret).into_bytes(), |key, step| {
            sign(&Key::new(HMAC_SHA256, &key), step.as_bytes()).as_ref().to_vec()
        });
        format!("{}{path}?{query}&X-Amz-Signature={}", self.endpoint, hex::encode(signature))
    }
}
