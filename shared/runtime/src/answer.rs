//! Answers of functions, and their form for API Gateway (payload format 2.0).

use std::collections::BTreeMap;

use contract::page::Cursors;
use contract::route::{AnswerContext, Output, PageText};
use serde::Serialize;
use store::SavedAnswer;

/// Most bytes of an answer in Lambda's envelope. Lambda's limit is 6 MB.
const MAX_BYTES: usize = 4_000_000;
/// Bytes reserved for headers, and for a page's fields except its records.
const RESERVED: usize = 16 * 1024;

/// Returns the size of a JSON text in Lambda's envelope, in bytes. The envelope escapes quotes and backslashes again.
fn size_in_envelope(json: &str) -> usize {
    json.len() + json.bytes().filter(|byte| matches!(byte, b'"' | b'\\')).count()
}

/// Default headers of pages.
const PAGE_HEADERS: [(&str, &str); 3] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
];

/// Answer. Its `Debug` omits the body, which may contain a new API key.
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Lower-case names and values.
    pub headers: Vec<(String, String)>,
    /// Body; with a `content-encoding`, its bytes in base64.
    pub body: String,
    /// True if it contains an API key, and must not be saved.
    pub(crate) bears_secret: bool,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({})", self.status)
    }
}

impl Answer {
    /// Answer with a JSON document.
    pub fn json(status: u16, media_type: &str, body: String) -> Self {
        Self { status, headers: vec![("content-type".to_owned(), media_type.to_owned())], body, bears_secret: false }
    }

    /// Answer to a successful request, with the record's `ETag`.
    ///
    /// Cuts a page to fit [`MAX_BYTES`]. `cursors` seals its cursor.
    ///
    /// # Errors
    /// [`serde_json::Error`] if the output cannot be serialized, which never happens to types of the contract.
    pub fn success<T: Output>(status: u16, output: &mut T, cursors: &dyn Cursors) -> Result<Self, serde_json::Error> {
        output.finish(&AnswerContext { cursors, room: MAX_BYTES - RESERVED, size: size_in_envelope })?;
        if let Some(page) = output.page() {
            return Ok(Self::page(status, page));
        }
        if status == 204 {
            return Ok(Self { status, headers: Vec::new(), body: String::new(), bears_secret: false });
        }
        if let Some(location) = output.location() {
            let headers = vec![("location".to_owned(), location.to_owned())];
            return Ok(Self { status, headers, body: String::new(), bears_secret: false });
        }
        let mut answer = Self::json(status, "application/json", serde_json::to_string(output)?);
        if let Some(revision) = T::REVISION {
            answer.set("etag", format!("\"{}\"", revision(output)));
        }
        answer.bears_secret = T::BEARS_SECRET;
        Ok(answer)
    }

    /// Answer with a page for people.
    ///
    /// The default headers allow styles from this host, and neither scripts nor frames. The page's own take precedence.
    fn page(status: u16, page: &PageText) -> Self {
        let mut answer = Self::json(status, page.media_type, page.text.clone().into_owned());
        for (name, value) in &page.headers {
            answer.set(name, value.as_ref());
        }
        for (name, value) in PAGE_HEADERS {
            answer.set_unless_present(name, value);
        }
        answer
    }

    /// Adds a header.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    /// Adds a header if the answer has none of this lower-case name.
    pub(crate) fn set_unless_present(&mut self, name: &str, value: &str) {
        if self.header(name).is_none() {
            self.set(name, value);
        }
    }

    /// Returns the value of the header with this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Returns the answer to save for repeated requests; `None` if it contains a secret.
    pub(crate) fn to_save(&self) -> Option<SavedAnswer<'_>> {
        let Self { status, headers, body, bears_secret } = self;
        (!bears_secret).then_some(SavedAnswer { status: *status, headers: headers.into(), body: body.into() })
    }

    pub(crate) fn saved(SavedAnswer { status, headers, body }: SavedAnswer<'_>) -> Self {
        Self { status, headers: headers.into_owned(), body: body.into_owned(), bears_secret: false }
    }

    /// Marks the answer as one to a repeated request.
    pub(crate) fn repeated(mut self) -> Self {
        self.set("idempotency-replayed", "true");
        self
    }

    /// Converts the answer to API Gateway's form (payload format 2.0).
    pub fn into_gateway(self) -> GatewayAnswer {
        let is_base64_encoded = self.header("content-encoding").is_some();
        GatewayAnswer {
            status_code: self.status,
            headers: self.headers.into_iter().collect(),
            multi_value_headers: BTreeMap::new(),
            cookies: [],
            body: self.body,
            is_base64_encoded,
        }
    }
}

/// Answer in API Gateway's form.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayAnswer {
    status_code: u16,
    headers: BTreeMap<String, String>,
    /// Always empty. `cargo lambda watch` requires it.
    multi_value_headers: BTreeMap<String, String>,
    /// Always empty, for the same reason.
    cookies: [String; 0],
    body: String,
    is_base64_encoded: bool,
}
