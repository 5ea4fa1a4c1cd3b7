//! Compression of public answers, which API Gateway's HTTP APIs lack.
//!
//! Other answers are not compressed: the length would reveal parts of their secrets (BREACH).

use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use verify::Request;

use crate::answer::Answer;

/// Least bytes of a compressed body. Below that, its headers cost more than it saves.
const MIN_BYTES: usize = 1024;

/// Compresses a long answer if the client accepts gzip.
pub(crate) fn compress(mut answer: Answer, request: &Request) -> Answer {
    if answer.body.len() < MIN_BYTES {
        return answer;
    }
    answer.set("vary", "accept-encoding");
    if !accepts_gzip(request.header("accept-encoding").unwrap_or_default()) {
        return answer;
    }
    // Writing to memory cannot fail. If it did, the uncompressed text would be sent.
    if let Ok(bytes) = gzip(answer.body.as_bytes()) {
        answer.body = STANDARD.encode(bytes);
        answer.set("content-encoding", "gzip");
    }
    answer
}

fn gzip(text: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text)?;
    encoder.finish()
}

/// Returns true if `Accept-Encoding` allows gzip (RFC 9110, 12.5.3).
fn accepts_gzip(accepted: &str) -> bool {
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_ok_and(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_only_if_accepted() {
        for taken in ["gzip", "gzip, deflate, br, zstd", "br, GZIP;q=0.5", "gzip; q=1.0"] {
            assert!(accepts_gzip(taken), "{taken}");
        }
        for not in ["", "br", "gzip;q=0", "gzip; q=0.0", "gzipped", "gzip;q=x"] {
            assert!(!accepts_gzip(not), "{not}");
        }
    }
}
