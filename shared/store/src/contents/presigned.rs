//! Signed parts of presigned addresses.
//!
//! The SDK also returns headers from the process's environment, such as `x-amzn-trace-id` under Lambda. They are
//! internal and unsigned.

use std::collections::BTreeMap;

use aws_sdk_s3::presigning::PresignedRequest;

use crate::error::StoreError;

/// Query parameter that lists the signed headers (AWS Signature Version 4).
const SIGNED_HEADERS: &str = "X-Amz-SignedHeaders=";
/// Signed header that clients derive from the address.
const HOST: &str = "host";

/// Returns the signed headers of the address, without `host`.
///
/// # Errors
/// [`StoreError::Corrupt`] if the SDK lists no signed headers, or lists one without its value.
pub(super) fn signed_headers(presigned: &PresignedRequest) -> Result<BTreeMap<String, String>, StoreError> {
    select(presigned.uri(), presigned.headers())
}

/// Returns an address without signed headers other than `host`.
///
/// # Errors
/// As [`signed_headers`], and if another header is signed.
pub(super) fn bare_address(presigned: &PresignedRequest) -> Result<String, StoreError> {
    match signed_headers(presigned)?.keys().next() {
        None => Ok(presigned.uri().to_owned()),
        Some(name) => Err(StoreError::corrupt(format!("S3: the address needs the header {name}"))),
    }
}

fn select<'a>(
    uri: &str,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<BTreeMap<String, String>, StoreError> {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    let list = query.split('&').find_map(|parameter| parameter.strip_prefix(SIGNED_HEADERS));
    let list = list.ok_or_else(|| StoreError::corrupt("S3: the address lists no signed headers"))?;
    // Only the separator may be escaped.
    let list = list.replace("%3B", ";");
    let all: BTreeMap<_, _> = headers.map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    let signed = list.split(';').filter(|name| *name != HOST).map(|name| {
        let value =
            all.get(name).ok_or_else(|| StoreError::corrupt(format!("S3: the signed header {name} has no value")))?;
        Ok((name.to_owned(), (*value).to_owned()))
    });
    signed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_signed_headers_are_returned() {
        let headers = [("Content-Length", "3"), ("x-amzn-trace-id", "Root=1"), ("user-agent", "x"), ("Host", "h")];
        for separator in [";", "%3B"] {
            let uri = format!("https://b/k?a=1&X-Amz-SignedHeaders=content-length{separator}host&b=2");
            let signed = select(&uri, headers.into_iter()).unwrap();
            assert_eq!(signed, BTreeMap::from([("content-length".to_owned(), "3".to_owned())]));
        }
        for uri in ["https://b/k", "https://b/k?a=1", "https://b/k?X-Amz-SignedHeaders=host;if-match"] {
            assert!(select(uri, headers.into_iter()).is_err(), "{uri}");
        }
        assert!(select("https://b/k?X-Amz-SignedHeaders=host", headers.into_iter()).unwrap().is_empty());
    }
}
