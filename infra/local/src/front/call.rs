//! Service, operation and tables of a call, parsed from its HTTP request.

use std::time::Instant;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};

use super::Service;
use crate::iam::dynamodb_tables;

/// Call that a service received.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// Operation, such as `GetItem`, `GenerateMac` or `PutObject`; for sign-in the path.
    pub operation: String,
    /// Tables that the call names, several in a transaction or batch; for S3 the bucket.
    pub tables: Vec<String>,
    /// Arrival of its headers.
    pub started: Instant,
    /// Completion of its answer, or closing of its connection.
    pub finished: Instant,
}

impl Call {
    /// Returns the first table that the call names.
    pub fn table(&self) -> Option<&str> {
        self.tables.first().map(String::as_str)
    }

    /// Returns true if both calls ran at the same time.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.started < other.finished && other.started < self.finished
    }
}

/// Returns the name of the requested operation.
pub(crate) fn operation(service: Service, parts: &Parts) -> String {
    match service {
        Service::DynamoDb | Service::Kms => target(&parts.headers).to_owned(),
        Service::S3 => s3_operation(parts).to_owned(),
        Service::SignIn => parts.uri.path().to_owned(),
    }
}

fn target(headers: &HeaderMap) -> &str {
    headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok())
        .and_then(|target| target.rsplit('.').next())
        .unwrap_or_default()
}

/// Returns the operation on an object, else the HTTP method.
fn s3_operation(parts: &Parts) -> &str {
    let copies = parts.headers.contains_key("x-amz-copy-source");
    match (&parts.method, s3_resource(parts)) {
        (&Method::PUT, (Some(_), Some(_))) if copies => "CopyObject",
        (&Method::PUT, (Some(_), Some(_))) => "PutObject",
        (&Method::GET, (Some(_), Some(_))) => "GetObject",
        (&Method::HEAD, (Some(_), Some(_))) => "HeadObject",
        (&Method::DELETE, (Some(_), Some(_))) => "DeleteObject",
        (method, _) => method.as_str(),
    }
}

fn s3_resource(parts: &Parts) -> (Option<&str>, Option<&str>) {
    let path = parts.uri.path();
    let path = path.strip_prefix('/').unwrap_or(path);
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    (Some(bucket).filter(|bucket| !bucket.is_empty()), Some(key).filter(|key| !key.is_empty()))
}

/// Returns the tables that a call names. Only DynamoDB needs the `body`.
pub(super) fn tables(service: Service, operation: &str, parts: &Parts, body: &[u8]) -> Vec<String> {
    match service {
        // An invalid body names no table; DynamoDB refuses it.
        Service::DynamoDb => dynamodb_tables(operation, body).unwrap_or_default(),
        Service::S3 => s3_resource(parts).0.map(str::to_owned).into_iter().collect(),
        Service::Kms | Service::SignIn => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s3(method: &str, uri: &str) -> (String, Vec<String>) {
        let (parts, ()) = axum::http::Request::builder().method(method).uri(uri).body(()).unwrap().into_parts();
        (operation(Service::S3, &parts), tables(Service::S3, "", &parts, &[]))
    }

    #[test]
    fn s3_operations_have_the_names_of_the_sdk() {
        let documents = vec!["documents".to_owned()];
        assert_eq!(s3("PUT", "/documents"), ("PUT".to_owned(), documents.clone()));
        assert_eq!(s3("PUT", "/documents/a/b?x-id=PutObject"), ("PutObject".to_owned(), documents.clone()));
        assert_eq!(s3("DELETE", "/documents/a"), ("DeleteObject".to_owned(), documents));
        assert_eq!(s3("GET", "/"), ("GET".to_owned(), vec![]));
    }
}
