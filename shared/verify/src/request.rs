//! A request as it arrived.

use std::fmt;
use std::net::IpAddr;

use bytes::Bytes;

/// A request, in the bytes that were sent.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The path, as API Gateway gives it: percent-decoded, so that one with a `%` is refused.
    pub path: String,
    /// The query without its `?`, exactly as sent; empty where there is none.
    pub query: String,
    /// Lower-case names and values, in no particular order. Repeated ones arrive joined by commas.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Bytes,
    /// Where it came from: API Gateway's `requestContext.http.sourceIp`, never a header.
    pub source_ip: Option<IpAddr>,
}

impl Request {
    /// The value of the header with this lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The path and, if there is one, `?` and the query: what the claim `uri` must say.
    #[must_use]
    pub fn uri(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// Whether `uri` is this request's, without building it.
    pub(crate) fn is_uri(&self, uri: &str) -> bool {
        match uri.strip_prefix(self.path.as_str()) {
            // An empty query is no query: API Gateway does not tell the two apart.
            Some("" | "?") => self.query.is_empty(),
            Some(rest) => !self.query.is_empty() && rest.strip_prefix('?') == Some(self.query.as_str()),
            None => false,
        }
    }
}

/// Headers and body may hold secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}
