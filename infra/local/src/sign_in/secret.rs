//! Comparison of secrets.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};

/// Compares in constant time, independent of content and length.
pub(super) fn equal(one: &str, other: &str) -> bool {
    let (one, other) = (digest(&SHA256, one.as_bytes()), digest(&SHA256, other.as_bytes()));
    verify_slices_are_equal(one.as_ref(), other.as_ref()).is_ok()
}
