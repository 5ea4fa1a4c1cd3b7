//! What anyone may read is sent compressed to who takes it: API Gateway's HTTP API does not do so by itself.
//!
//! Other answers are not: with a secret in them, their length would tell of it (BREACH).

use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use verify::Request;

use crate::answer::Answer;

/// Below this, compressing gains less than its header costs.
const LEAST: usize = 1024;

/// The answer, compressed where that helps and the caller takes it.
pub(crate) fn compressed(mut answer: Answer, request: &Request) -> Answer {
    if answer.body.len() < LEAST {
        return answer;
    }
    answer.set("vary", "accept-encoding");
    if !takes_gzip(request.header("accept-encoding").unwrap_or_default()) {
        return answer;
    }
    // Writing to memory does not fail; if it did, the text is still right.
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

/// Whether `Accept-Encoding` (RFC 9110, 12.5.3) names gzip, and not to refuse it.
fn takes_gzip(accepted: &str) -> bool {
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
    fn gzip_is_sent_to_who_takes_it() {
        for taken in ["gzip", "gzip, deflate, br, zstd", "br, GZIP;q=0.5", "gzip; q=1.0"] {
            assert!(takes_gzip(taken), "{taken}");
        }
        for not in ["", "br", "gzip;q=0", "gzip; q=0.0", "gzipped", "gzip;q=x"] {
            assert!(!takes_gzip(not), "{not}");
        }
    }
}
