//! PEM (RFC 7468).
//!
//! Any line width and text around the block are allowed. The label must match, and the base64 must be exact.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::SigningError;

/// Columns of base64 in a line (RFC 7468 section 2).
const LINE: usize = 64;

/// Longest part of another label that an error repeats, in characters.
const LABEL: usize = 64;

/// Returns the DER in the first `PRIVATE KEY` block. Without one, the error names the other content.
pub(crate) fn pkcs8_der(text: &str) -> Result<Zeroizing<Vec<u8>>, SigningError> {
    let mut rest = text;
    let mut first = None;
    while let Some((label, body, behind)) = next_block(rest) {
        if label == "PRIVATE KEY" {
            return decode(body);
        }
        first.get_or_insert((label, body));
        rest = behind;
    }
    Err(match first {
        Some((label, body)) => foreign(label, body),
        None => SigningError::NotPem,
    })
}

/// Returns label, body and the text after the next complete block.
fn next_block(text: &str) -> Option<(&str, &str, &str)> {
    let (_, text) = text.split_once("-----BEGIN ")?;
    let (label, text) = text.split_once("-----")?;
    let (body, text) = text.split_once(&format!("-----END {label}-----"))?;
    Some((label, body, text))
}

fn decode(body: &str) -> Result<Zeroizing<Vec<u8>>, SigningError> {
    let mut compact = Zeroizing::new(Vec::with_capacity(body.len()));
    compact.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let der = STANDARD.decode(&*compact).map_err(|_| SigningError::PemDamaged)?;
    Ok(Zeroizing::new(der))
}

fn foreign(label: &str, body: &str) -> SigningError {
    match label {
        "ENCRYPTED PRIVATE KEY" => SigningError::EncryptedPrivateKey,
        // RFC 1421 section 4.6.1.1, which OpenSSL's older form still uses.
        "RSA PRIVATE KEY" if body.contains("ENCRYPTED") => SigningError::EncryptedPrivateKey,
        "RSA PRIVATE KEY" => SigningError::Pkcs1PrivateKey,
        "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" => SigningError::PublicKeyGiven,
        "OPENSSH PRIVATE KEY" => SigningError::OpenSshPrivateKey,
        "EC PRIVATE KEY" | "DSA PRIVATE KEY" => SigningError::NotRsa,
        other => SigningError::OtherPem { label: other.chars().take(LABEL).collect::<String>() },
    }
}

/// Encodes DER as a PEM block that ends with a line break.
pub(crate) fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    let base64 = Zeroizing::new(STANDARD.encode(der));
    // Enough capacity for all of it: growing would leave copies of a private key in memory.
    let room = base64.len() + base64.len() / LINE + 2 * label.len() + 48;
    let mut pem = Zeroizing::new(String::with_capacity(room));
    pem.push_str("-----BEGIN ");
    pem.push_str(label);
    pem.push_str("-----\n");
    for (column, character) in base64.chars().enumerate() {
        if column > 0 && column.is_multiple_of(LINE) {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END ");
    pem.push_str(label);
    pem.push_str("-----\n");
    pem
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn block(label: &str, body: &str) -> String {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    #[test]
    fn a_block_is_read_back_at_any_line_width() {
        for length in [0, 1, 47, 48, 49, 96, 1000] {
            let der: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let pem = encode("PRIVATE KEY", &der);
            assert!(pem.lines().all(|line| line.len() <= LINE));
            assert!(!pem.contains("\n\n") || der.is_empty());
            assert_eq!(*pkcs8_der(&pem).unwrap(), der);
            assert_eq!(*pkcs8_der(&pem.replace('\n', "\r\n")).unwrap(), der);
            assert_eq!(*pkcs8_der(&pem.replace('\n', "")).unwrap(), der);
        }
    }

    #[test]
    fn the_private_key_is_found_among_other_blocks_and_text() {
        let text = format!("Bag Attributes: none\n{}{}", block("CERTIFICATE", "AAAA"), block("PRIVATE KEY", "AQID"));
        assert_eq!(*pkcs8_der(&text).unwrap(), [1, 2, 3]);
    }

    #[test]
    fn other_blocks_are_named() {
        use SigningError as E;
        let old = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA";
        for (text, expected) in [
            (String::new(), E::NotPem),
            ("nuv_test_notapem".to_owned(), E::NotPem),
            ("-----BEGIN PRIVATE KEY-----\nAQID\n".to_owned(), E::NotPem),
            (block("ENCRYPTED PRIVATE KEY", "AAAA"), E::EncryptedPrivateKey),
            (block("RSA PRIVATE KEY", old), E::EncryptedPrivateKey),
            (block("RSA PRIVATE KEY", "AAAA"), E::Pkcs1PrivateKey),
            (block("PUBLIC KEY", "AAAA"), E::PublicKeyGiven),
            (block("RSA PUBLIC KEY", "AAAA"), E::PublicKeyGiven),
            (block("CERTIFICATE", "AAAA"), E::PublicKeyGiven),
            (block("OPENSSH PRIVATE KEY", "AAAA"), E::OpenSshPrivateKey),
            (block("EC PRIVATE KEY", "AAAA"), E::NotRsa),
            (block("DH PARAMETERS", "AAAA"), E::OtherPem { label: "DH PARAMETERS".to_owned() }),
            (block("PRIVATE KEY", "AQI"), E::PemDamaged),
            (block("PRIVATE KEY", "AQID\\nAQID"), E::PemDamaged),
            (block("PRIVATE KEY", "AQI_"), E::PemDamaged),
        ] {
            assert_eq!(pkcs8_der(&text).unwrap_err(), expected, "{text}");
        }
        let long = pkcs8_der(&block(&"X".repeat(500), "AAAA")).unwrap_err();
        assert_eq!(long, E::OtherPem { label: "X".repeat(64) });
    }

    #[test]
    fn each_solution_is_a_command_to_copy() {
        let pkcs1 = SigningError::Pkcs1PrivateKey.to_string();
        assert!(pkcs1.contains("openssl pkcs8 -topk8 -nocrypt -in"), "{pkcs1}");
        let encrypted = SigningError::EncryptedPrivateKey.to_string();
        assert!(encrypted.contains("openssl pkey -in"), "{encrypted}");
    }
}
