//! Received requests.

use std::fmt;
use std::net::IpAddr;

use bytes::Bytes;

/// Request in the bytes that were sent.
#[derive(Clone)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Path from API Gateway, which percent-decodes it. A path with `%` is refused.
    pub path: String,
    /// Query without its `?`, exactly as sent; empty if there is none.
    pub query: String,
    /// Lower-case names and values, in no particular order. API Gateway joins repeated ones with commas.
    pub headers: Vec<(String, String)>,
    /// Bytes of the body.
    pub body: Bytes,
    /// Source address: API Gateway's `requestContext.http.sourceIp`, never a header.
    pub source_ip: Option<IpAddr>,
}

impl Request {
    /// Returns the value of the header with this lower-case name; of several, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_values(name).next()
    }

    /// Returns all values of a header. Surrounding white space is not part of them (RFC 9110, 5.5).
    pub(crate) fn header_values(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.headers.iter().filter(move |(found, _)| found == name);
        named.map(|(_, value)| value.trim_matches([' ', '\t']))
    }

    /// Returns the path and, if there is one, `?` and the query: the required value of the claim `uri`.
    pub fn uri(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// Returns true if `uri` is this request's, without building it.
    pub(crate) fn is_uri(&self, uri: &str) -> bool {
        match uri.strip_prefix(self.path.as_str()) {
            // API Gateway does not distinguish an empty query from none.
            Some("" | "?") => self.query.is_empty(),
            Some(rest) => !self.query.is_empty() && rest.strip_prefix('?') == Some(self.query.as_str()),
            None => false,
        }
    }
}

/// Hides headers and body, which can contain secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}
