//! Presigned S3 URLs (Signature Version 4), to be checked by the stack.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use url::Url;

pub(crate) struct Presign<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) secret: &'a str,
    /// Age of the signature, which is valid for a minute.
    pub(crate) age: Duration,
}

impl Presign<'_> {
    pub(crate) fn url(&self, method: &str, path: &str) -> String {
        self.url_with(method, path, &[])
    }

    /// Returns a URL for requests with these headers.
    pub(crate) fn url_with(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
        let url = format!("{}{path}", self.endpoint);
        let identity = Credentials::new(local::ACCESS_KEY_ID, self.secret, None, None, "test").into();
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(60));
        let params = SigningParams::builder().identity(&identity).region(local::REGION).name("s3").settings(settings);
        let params = params.time(SystemTime::now() - self.age).build().unwrap().into();
        let headers = headers.iter().copied();
        let request = SignableRequest::new(method, &url, headers, SignableBody::UnsignedPayload).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        Url::parse_with_params(&url, instructions.params()).unwrap().into()
    }
}
