//! Detection of private keys in every form that tools write them in.
//!
//! Forms with fixed words are found by those words with key material next to them, others by structure. Base64 and hex
//! are decoded at each position where a structure could start, so surrounding text does not matter. In the field of a
//! public key the words suffice.
//!
//! The console's `web/src/logic/private-key.ts` decides the same before anything is sent. Both pass
//! `tests/vectors/pasted_keys.json`.

mod bytes;
mod material;

use base64::Engine as _;

use super::{LENIENT, encoded, plain};
use crate::json::named;

/// Number of bytes of a structure that are examined.
const HEAD: usize = 48;
/// Most characters of an armour's label before `PRIVATE KEY`.
const LABEL: usize = 40;

named! {
    /// Form of a private key.
    pub enum PrivateForm {
        /// PEM armour (RFC 7468, RFC 1421, OpenSSH, SSH2), encrypted or not.
        Pem = "PEM",
        /// OpenPGP armour (RFC 9580, 6.2).
        Pgp = "OpenPGP",
        /// PuTTY's `.ppk`.
        Putty = "PuTTY .ppk",
        /// DER in base64: PKCS#1, PKCS#8, SEC 1, encrypted or not.
        Base64 = "DER in base64",
        /// DER in hex.
        Hex = "DER in hex",
        /// PKCS#12 in base64 (RFC 7292).
        Pkcs12 = "PKCS#12 in base64",
        /// OpenSSH's own format without its armour.
        OpenSsh = "OpenSSH",
        /// JSON Web Key with a private member (RFC 7518, 6.3.2).
        Jwk = "JWK",
        /// .NET's `RSAKeyValue` with a private element.
        Xml = ".NET XML",
        /// Text that `openssl -text` or `certtool` prints.
        Dump = "printed as text",
        /// Windows' `PRIVATEKEYBLOB` or `BCRYPT_RSAPRIVATE_BLOB` in base64.
        Blob = "Windows key blob in base64",
        /// Java's `JKS` or `JCEKS` key store in base64.
        KeyStore = "Java key store in base64",
        /// PEM in base64, as in a Kubernetes secret.
        EncodedPem = "PEM in base64",
        /// DER byte by byte: a list of numbers, or a string with escapes.
        Bytes = "DER byte by byte",
    }
}

/// Returns the form of the private key in a text. Words without key material do not count.
pub fn find(text: &str) -> Option<PrivateForm> {
    find_with(material::find, text, encoded::DEPTH)
}

/// Returns the form of the private key in an expected public key. The words of a private key suffice.
pub fn find_in_key(text: &str) -> Option<PrivateForm> {
    find_with(|undone| by_words(undone).or_else(|| material::numbers(undone)), text, encoded::DEPTH)
}

/// Finds a private key by `words` or by structure. `depth` is the number of encodings that are undone.
fn find_with(words: fn(&str) -> Option<PrivateForm>, text: &str, depth: usize) -> Option<PrivateForm> {
    let undone = plain(text);
    let inside = || {
        let depth = depth.checked_sub(1)?;
        encoded::decode(&undone).iter().find_map(|text| find_with(words, text, depth))
    };
    words(&undone)
        .or_else(|| in_base64(&undone))
        .or_else(|| in_hex(&undone))
        .or_else(|| bytes::in_list(&undone))
        .or_else(|| bytes::in_escapes(text))
        .or_else(|| match inside()? {
            PrivateForm::Pem => Some(PrivateForm::EncodedPem),
            form => Some(form),
        })
}

/// Returns the form that the words of a text name.
fn by_words(text: &str) -> Option<PrivateForm> {
    let upper = text.to_ascii_uppercase();
    if let Some(armour) = armours(&upper).next() {
        return Some(armour.form);
    }
    if ["PUTTY-USER-KEY-FILE", "PRIVATE-LINES:", "PRIVATE-MAC:"].iter().any(|word| upper.contains(word)) {
        return Some(PrivateForm::Putty);
    }
    if upper.contains("SSH PRIVATE KEY FILE FORMAT") {
        return Some(PrivateForm::OpenSsh);
    }
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '`')).collect();
    if compact.contains("Proc-Type:4,ENCRYPTED") || compact.contains("DEK-Info:") {
        return Some(PrivateForm::Pem);
    }
    let xml = compact.contains("<RSAKeyValue") || compact.contains("<Modulus>");
    if xml && XML.iter().any(|element| compact.contains(element)) {
        return Some(PrivateForm::Xml);
    }
    if (compact.contains("kty:") || compact.contains("e:AQAB")) && has_private_member(&compact) {
        return Some(PrivateForm::Jwk);
    }
    let words = compact.to_ascii_lowercase().replace(['-', '_'], "");
    if words.contains("privateexponent:") || words.contains("privatekey:(") {
        return Some(PrivateForm::Dump);
    }
    None
}

/// Private elements of .NET's `RSAKeyValue`.
const XML: [&str; 6] = ["<D>", "<P>", "<Q>", "<DP>", "<DQ>", "<InverseQ>"];

/// Words of an armour line of a private key.
struct Armour {
    form: PrivateForm,
    /// Position of `PRIVATE`.
    start: usize,
    /// Position after `KEY`.
    end: usize,
    /// True if the key can follow the line.
    begins: bool,
    /// True if the key can precede the line.
    ends: bool,
}

/// Returns the armour lines of private keys: dashes before `BEGIN … PRIVATE KEY` or `END … PRIVATE KEY`, or after it.
fn armours(upper: &str) -> impl Iterator<Item = Armour> {
    upper.match_indices("PRIVATE").filter_map(|(start, word)| {
        let after = upper.get(start + word.len()..)?;
        let after = after.strip_prefix([' ', '-', '_']).unwrap_or(after).strip_prefix("KEY")?;
        let before: String = upper.get(..start)?.chars().rev().take(LABEL + 8).take_while(|c| *c != '\n').collect();
        let opened = |reversed: &str| {
            before.split_once(reversed).is_some_and(|(label, dashes)| {
                label.len() <= LABEL && dashes.strip_prefix(' ').unwrap_or(dashes).starts_with("--")
            })
        };
        let (begin, end) = (opened("NIGEB"), opened("DNE"));
        let behind = after.strip_prefix(" BLOCK").unwrap_or(after);
        let closed = behind.strip_prefix(' ').unwrap_or(behind).starts_with("--");
        let form = if before.contains("PGP") { PrivateForm::Pgp } else { PrivateForm::Pem };
        let (begins, ends) = (begin || !end, end || !begin);
        let position = upper.len() - after.len();
        (begin || end || closed).then_some(Armour { form, start, end: position, begins, ends })
    })
}

/// Returns true if a JWK has a private member with a value. The text has no quotes and no white space.
fn has_private_member(compact: &str) -> bool {
    /// Fewest digits of a value; the shortest key has 43.
    const SHORTEST: usize = 16;
    let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    // The marks of quoted mail may split a value.
    let compact = compact.replace('>', "");
    ["d:", "p:", "q:", "dp:", "dq:", "qi:", "k:"].iter().any(|name| {
        compact.match_indices(name).any(|(at, _)| {
            let before = compact.get(..at).and_then(|before| before.chars().next_back());
            let value = compact.get(at + name.len()..).unwrap_or_default().chars().take_while(|c| is_digit(*c));
            before.is_none_or(|c| !is_digit(c)) && value.take(SHORTEST).count() == SHORTEST
        })
    })
}

/// Finds structures in base64 or base64url at any position.
fn in_base64(text: &str) -> Option<PrivateForm> {
    let stream: Vec<u8> = text
        .bytes()
        .filter_map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => Some(b),
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            _ => None,
        })
        .collect();
    // Encoded first bytes of all structures below.
    let starts =
        stream.iter().enumerate().filter(|(_, b)| matches!(b, b'M' | b'b' | b'L' | b'/' | b'z' | b'B' | b'U' | b'P'));
    starts.into_iter().find_map(|(at, _)| {
        let end = stream.len().min(at + HEAD / 3 * 4);
        let whole = stream.get(at..end)?;
        of_bytes(&LENIENT.decode(whole.get(..whole.len() / 4 * 4)?).ok()?)
    })
}

/// Returns the form of the key that the bytes start with. They may also start with its text.
fn of_bytes(head: &[u8]) -> Option<PrivateForm> {
    if head.starts_with(b"openssh-key-v1\0") {
        return Some(PrivateForm::OpenSsh);
    }
    if head.starts_with(b"-----BEGIN ") {
        let label = String::from_utf8_lossy(head);
        return label.contains(" PRIVATE").then_some(PrivateForm::EncodedPem);
    }
    if head.starts_with(b"SSH PRIVATE KEY FILE FORMAT") {
        return Some(PrivateForm::OpenSsh);
    }
    of_binary(head)
}

/// Finds binary structures.
fn of_binary(head: &[u8]) -> Option<PrivateForm> {
    // SSH_COM_PRIVATE_KEY_MAGIC of OpenSSH's converter.
    if head.starts_with(&[0x3f, 0x6f, 0xf9, 0xeb, 0, 0]) {
        return Some(PrivateForm::OpenSsh);
    }
    // Key stores continue with their version: 1 or 2.
    if matches!(head, [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 1 | 2, ..] | [0xce, 0xce, 0xce, 0xce, 0, 0, 0, 1 | 2, ..]) {
        return Some(PrivateForm::KeyStore);
    }
    // PRIVATEKEYBLOB, and the magic numbers of bcrypt.h, before a length in bits below 2^16.
    if matches!(
        head,
        [7, 2, 0, 0, _, _, 0, 0, b'R', b'S', b'A', b'2', ..] | [b'R', b'S', b'A', b'2' | b'3', _, _, 0, 0, ..]
    ) {
        return Some(PrivateForm::Blob);
    }
    of_der(head)
}

/// Finds PKCS#1, PKCS#8, SEC 1 and PKCS#12 by their first bytes.
fn of_der(head: &[u8]) -> Option<PrivateForm> {
    const PKCS5: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
    const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
    const PKCS12_PBE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];
    /// ANSI X9.62 field types: parameters of an elliptic curve, which are public.
    const FIELD: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x01];
    let (tag, length, inside) = tlv(head)?;
    if tag != 0x30 || length < 32 {
        return None;
    }
    let algorithm = |bytes| match tlv(bytes)? {
        (0x30, _, inside) => tlv(inside).filter(|(tag, ..)| *tag == 0x06).map(|(.., oid)| oid),
        _ => None,
    };
    let der = Some(PrivateForm::Base64);
    match (inside, algorithm(inside)) {
        (_, Some(oid)) => (oid.starts_with(PKCS5) || oid.starts_with(PKCS12_PBE)).then_some(PrivateForm::Base64),
        ([0x02, 0x01, version, rest @ ..], None) => match (version, tlv(rest)?, algorithm(rest)) {
            (0 | 1, (0x02, 20.., _), _) | (1, (0x04, 20..=128, _), _) => der,
            (0 | 1, (0x30, ..), Some(oid)) if !oid.starts_with(FIELD) => der,
            (3, (0x30, ..), Some(oid)) if oid.starts_with(PKCS7) => Some(PrivateForm::Pkcs12),
            _ => None,
        },
        _ => None,
    }
}

/// Returns tag, length and the remaining bytes. The content may be cut off; an indefinite length counts as a long one.
pub(crate) fn tlv(bytes: &[u8]) -> Option<(u8, usize, &[u8])> {
    match bytes {
        [tag, 0x80, rest @ ..] => Some((*tag, usize::MAX, rest)),
        [tag, short @ 0..=0x7f, rest @ ..] => Some((*tag, usize::from(*short), rest)),
        [tag, 0x81, a, rest @ ..] => Some((*tag, usize::from(*a), rest)),
        [tag, 0x82, a, b, rest @ ..] => Some((*tag, usize::from(*a) << 8 | usize::from(*b), rest)),
        [tag, 0x83, 0, a, b, rest @ ..] | [tag, 0x84, 0, 0, a, b, rest @ ..] => {
            Some((*tag, usize::from(*a) << 8 | usize::from(*b), rest))
        }
        _ => None,
    }
}

/// Finds DER in hex. White space, colons, commas, `0x` or `x` may separate the digits.
fn in_hex(text: &str) -> Option<PrivateForm> {
    let digits = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    let digits: String = digits.collect();
    let is_key = |run: &str, at: usize| {
        let end = run.len().min(at + 2 * HEAD);
        let whole = run.get(at..at + (end - at) / 2 * 2).and_then(|whole| hex::decode(whole).ok());
        whole.is_some_and(|head| of_der(&head).is_some())
    };
    // The zero before an `x` is a digit if the `x` has lost its backslash.
    let found = ["0x", "x"].into_iter().any(|mark| {
        let stream = digits.replace(mark, "").replace('x', "");
        let mut runs = stream.split(|c: char| !c.is_ascii_hexdigit()).filter(|run| run.len() >= 40);
        runs.any(|run| run.match_indices("30").any(|(at, _)| is_key(run, at)))
    });
    found.then_some(PrivateForm::Hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_ordinary_texts_are_not_a_private_key() {
        for text in [
            "Where do I begin? Our private key is on an HSM.",
            "We lost the private key - what now?",
            "BEGIN PRIVATE KEY is what the file starts with",
            "The private exponent must stay secret; e: 65537, d: unknown",
            "Call 30 82 00 11, ask for Mr. MIIE",
            "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
            "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue><p>text</p>",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn words_without_key_material_are_not_a_private_key() {
        for text in [
            "Where is \"-----BEGIN PRIVATE KEY-----\" in the docs?",
            "Is it -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----, for PKCS8 of OpenSSL3 on iOS?",
            "We lost the private key. It was old. Our PRIVATE KEY --- the old one --- is gone",
            "Our PRIVATE KEY -- the one of 2a73cee3176c6bad21ff369574ec2023d516d7d93f2bfe8cd63ba4ba0d3f73ee -- is gone",
            "We send the public key first, then the private key: (PKCS#8)",
            "What is privateExponent: in RSA?",
            "DEK-Info: what is this header?",
            "Proc-Type: 4,ENCRYPTED is in our file. Is that right?",
            "I use PuTTY-User-Key-File format?",
            "is it in the SSH private key file format?",
            "Private-MAC: x",
            "Private-Lines: 14",
            "<Modulus> is what? <P> paragraph",
            "<Modulus> is what? <P> a paragraph about the Modulus of 2048 bits and more",
            "d: 3fa85f64-5717-4562-b3fc-2c963f66afa6 kty: RSA",
            "In kty: RSA, d: This is the private exponent of 2048 bits, k: somethingElse",
            "-----BEGIN PRIVATE KEY----- is what it must not be; we send\n-----BEGIN PUBLIC KEY-----\n\
             MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApeMnnhLKKCNYitbOaBvz\n-----END PUBLIC KEY-----",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
        // The field of a public key should contain nothing else.
        assert_eq!(find_in_key("-----BEGIN PRIVATE KEY-----"), Some(PrivateForm::Pem));
    }

    #[test]
    fn key_material_is_recognized_without_its_start_or_end() {
        let line = "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCl4yeeEsooI1iK";
        let hex = "00:d9:1f:33:a5:e3:27:9e:12:ca:28:23:58:8a:d6:";
        for (text, form) in [
            (format!("-----BEGIN PRIVATE KEY-----\n{}", &line[..20]), PrivateForm::Pem),
            (format!("Hello, -----BEGIN RSA PRIVATE KEY-----\n> {}\n> {line}", &line[9..]), PrivateForm::Pem),
            (format!("{}\n{}==\n-----END PRIVATE KEY-----", &line[9..], &line[20..50]), PrivateForm::Pem),
            (format!("BEGIN PRIVATE KEY----- (one line of text of ours before it) {}", &line[9..]), PrivateForm::Pem),
            (format!("DEK-Info: AES-256-CBC,0123456789ABCDEF0123456789ABCDEF\n\n{}", &line[9..]), PrivateForm::Pem),
            (format!("Private-Lines: 14\r\n{}", &line[9..]), PrivateForm::Putty),
            (format!("{}\nPrivate-MAC: 2a73cee3", &line[9..]), PrivateForm::Putty),
            (format!("<Modulus>AQAB</Modulus><P>{}", &line[9..]), PrivateForm::Xml),
            (format!("prime1:\n    {hex}\n    5b:d1:44"), PrivateForm::Dump),
            (format!("> priv:\n>     {hex}\n>     5b:d1:44"), PrivateForm::Dump),
            (format!(r#"{{"kty":"EC","d":"{}"}}"#, "5bd144a5".repeat(8)), PrivateForm::Jwk),
            (format!(r#"{{"n":"00","e":"010001","d":"{}"}}"#, "5bd144a5".repeat(32)), PrivateForm::Jwk),
            (format!(r#"{{"kty":"RSA","d":"{hex}{hex}"}}"#), PrivateForm::Jwk),
        ] {
            assert_eq!(find(&text), Some(form), "{text}");
        }
    }

    #[test]
    fn starts_of_structures_are_distinguished() {
        let sequence = |inside: &[u8]| [&[0x30, 0x82, 4, 0], inside, &[0; 40]].concat();
        let rsa = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
        let pkcs8 = [&[2, 1, 0, 0x30, 0x0d], &rsa[..]].concat();
        let spki = [&[0x30, 0x0d], &rsa[..], &[3]].concat();
        assert_eq!(of_der(&sequence(&pkcs8)), Some(PrivateForm::Base64));
        assert_eq!(of_der(&sequence(&[2, 1, 0, 2, 0x82, 1, 1])), Some(PrivateForm::Base64));
        assert_eq!(of_der(&sequence(&[2, 1, 1, 4, 32])), Some(PrivateForm::Base64));
        assert_eq!(of_der(&sequence(&spki)), None);
        // PKCS#1 public key, certificate, certification request, parameters of a curve.
        assert_eq!(of_der(&sequence(&[2, 0x82, 1, 1])), None);
        assert_eq!(of_der(&sequence(&[0x30, 0x82, 3, 0, 0xa0, 3, 2, 1, 2])), None);
        assert_eq!(of_der(&sequence(&[0x30, 0x82, 3, 0, 2, 1, 0, 0x30, 9, 0x31])), None);
        assert_eq!(of_der(&sequence(&[2, 1, 1, 0x30, 11, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 1, 1])), None);
        for length in 0..40 {
            let _ = of_der(&sequence(&pkcs8)[..length]);
        }
    }
}
