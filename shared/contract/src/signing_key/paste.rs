//! Search for the public key in pasted text.
//!
//! The text must have exactly one PEM block `PUBLIC KEY` (RFC 7468, 13). Other text, quotes, escapes or white space
//! around and inside it are allowed. Any other form is named in the refusal. That includes base64 without armour: its
//! structure identifies it, but a guessed key should not become a credential unseen.

use super::LABEL;
use super::refused::{Convertible, RefusedKey, Wrapping};
use crate::secrets::{self, of_base64, plain, tlv};

/// Most bytes of text that are examined.
///
/// An 8192-bit key takes some 1,450, and a tool's output around it a few thousand.
const MAX_TEXT: usize = 32 * 1024;
/// Most characters of an armour's label.
const MAX_LABEL: usize = 60;
/// Fewest bytes that are recognized by their structure.
const MIN_BYTES: usize = 16;

/// Returns the bytes of the text's only PUBLIC KEY block.
pub(super) fn find(text: &str) -> Result<Vec<u8>, RefusedKey> {
    if let Some(secret) = secrets::find_in_key(text) {
        return Err(secret.into());
    }
    if text.len() > MAX_TEXT {
        return Err(RefusedKey::TooMuchText(text.len()));
    }
    let unescaped = plain(text);
    if unescaped.trim().is_empty() {
        return Err(RefusedKey::Empty);
    }
    let (blocks, around) = split(&unescaped);
    let is_public = |block: &&Block<'_>| block.label.eq_ignore_ascii_case(LABEL);
    match blocks.as_slice() {
        [] if around.contains("-END ") => Err(RefusedKey::HalfArmour),
        [] => Err(without_armour(&around)),
        [block] => {
            let der = of_block(block, text)?;
            if holds_key(&around) { Err(RefusedKey::Mixed) } else { Ok(der) }
        }
        [first, rest @ ..] => match blocks.iter().filter(is_public).count() {
            0 if rest.iter().all(|block| block.label == first.label) && first.label.ends_with("CERTIFICATE") => {
                Err(RefusedKey::Convertible(Convertible::Certificate, Wrapping::Armour))
            }
            1 => Err(RefusedKey::Mixed),
            _ => Err(RefusedKey::Several(blocks.len())),
        },
    }
}

/// PEM block, or something similar.
struct Block<'a> {
    label: String,
    body: &'a str,
    /// True if both armour lines have exactly five hyphens on each side.
    exact: bool,
    /// True if both armour lines are present, with the same label.
    whole: bool,
}

/// Position of an armour line, and its label with single spaces.
struct Line {
    start: usize,
    end: usize,
    label: String,
    exact: bool,
}

/// Returns the next armour line that starts with `word`.
fn armour_line(text: &str, word: &str) -> Option<Line> {
    text.match_indices(word).find_map(|(at, _)| {
        let before = text.get(..at)?;
        let spaced = before.strip_suffix(' ').unwrap_or(before);
        let outer = spaced.trim_end_matches('-');
        let after = text.get(at + word.len()..)?;
        let label = after.split(['-', '\n']).next()?;
        let behind = after.get(label.len()..)?;
        let dashes = behind.len() - behind.trim_start_matches('-').len();
        let opened = spaced.len() - outer.len();
        let fits = (1..=MAX_LABEL).contains(&label.len()) && opened > 0;
        let exact = opened == 5 && dashes == 5 && spaced.len() == before.len() && !label.ends_with(' ');
        let end = at + word.len() + label.len() + dashes;
        let words = || label.split_whitespace().collect::<Vec<_>>().join(" ");
        fits.then(|| Line { start: outer.len(), end, label: words(), exact })
    })
}

/// Splits a text into its PEM blocks and the text around them.
fn split(text: &str) -> (Vec<Block<'_>>, String) {
    let (mut blocks, mut around, mut rest) = (Vec::new(), String::new(), text);
    while let Some(begin) = armour_line(rest, "BEGIN ") {
        around.push_str(rest.get(..begin.start).unwrap_or_default());
        let inside = rest.get(begin.end..).unwrap_or_default();
        let next = armour_line(inside, "BEGIN ").map_or(inside.len(), |next| next.start);
        let end = armour_line(inside, "END ").filter(|end| end.start <= next);
        let (stop, after) = end.as_ref().map_or((next, next), |end| (end.start, end.end));
        blocks.push(Block {
            body: inside.get(..stop).unwrap_or_default(),
            exact: begin.exact && end.as_ref().is_none_or(|end| end.exact),
            whole: end.is_some_and(|end| end.label == begin.label),
            label: begin.label,
        });
        rest = inside.get(after..).unwrap_or_default();
        around.push('\n');
    }
    around.push_str(rest);
    (blocks, around)
}

/// Returns true if an armour has typographic dashes instead of hyphens.
fn has_typographic_armour(text: &str) -> bool {
    let kept = plain(&text.replace(secrets::is_dash, "~"));
    let stand = |line: &str| kept.contains(&format!("-----{line} {LABEL}-----"));
    kept.contains('~') && !(stand("BEGIN") && stand("END")) && text.chars().any(secrets::is_dash)
}

fn of_block(block: &Block<'_>, text: &str) -> Result<Vec<u8>, RefusedKey> {
    match block.label.as_str() {
        "SSH2 PUBLIC KEY" => return Err(RefusedKey::Ssh2),
        label if label.starts_with("PGP ") => return Err(RefusedKey::Pgp),
        _ => {}
    }
    let is_public = block.label == LABEL;
    if is_public && has_typographic_armour(text) {
        return Err(RefusedKey::TypographicDashes);
    }
    if is_public && !block.exact {
        return Err(RefusedKey::ArmourDashes);
    }
    if !block.whole {
        return Err(RefusedKey::HalfArmour);
    }
    let der = decode(block.body)?;
    let by_label = match block.label.as_str() {
        LABEL => Some(Convertible::Spki),
        "RSA PUBLIC KEY" => Some(Convertible::Pkcs1),
        "CERTIFICATE" | "TRUSTED CERTIFICATE" | "X509 CERTIFICATE" => Some(Convertible::Certificate),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Some(Convertible::Request),
        "PKCS7" | "CMS" => Some(Convertible::Pkcs7),
        _ => None,
    };
    match (sniff(&der), by_label) {
        (Found::Convertible(Convertible::Spki), Some(Convertible::Spki)) => Ok(der),
        (Found::Convertible(found), Some(labelled)) if found == labelled => {
            Err(RefusedKey::Convertible(found, Wrapping::Armour))
        }
        (Found::Convertible(found), _) => Err(RefusedKey::Convertible(found, Wrapping::Label)),
        (Found::Other(refused), _) => Err(refused),
        // Without a structure, only the label shows the kind.
        (Found::Nothing, Some(labelled)) if labelled != Convertible::Spki => {
            Err(RefusedKey::Convertible(labelled, Wrapping::Armour))
        }
        (Found::Nothing, _) => Err(RefusedKey::NotSpki),
    }
}

/// Decodes the base64 between armour lines.
///
/// White space, quotes, quote marks of mail and joints of string literals are removed.
fn decode(body: &str) -> Result<Vec<u8>, RefusedKey> {
    let mut base64 = String::with_capacity(body.len());
    // In `"…" + "…"` every second part is outside the quotes.
    let outside =
        |at: usize, part: &str| at % 2 == 1 && part.trim_matches(|c: char| c.is_whitespace() || c == ',') == "+";
    for (at, part) in body.split('"').enumerate() {
        if !outside(at, part) && !outside(at + 1, part) {
            base64.extend(part.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | ',' | '>' | ';')));
        }
    }
    let digits = base64.trim_end_matches('=');
    if let Some(other) = digits.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/')) {
        return Err(RefusedKey::NotBase64(shown(other)));
    }
    Ok(of_base64(digits))
}

/// Formats a character for an error.
fn shown(c: char) -> String {
    if c.is_ascii_graphic() && c != '`' { c.to_string() } else { format!("U+{:04X}", u32::from(c)) }
}

/// Content of a key's bytes, by their structure.
enum Found {
    Convertible(Convertible),
    Other(RefusedKey),
    Nothing,
}

fn sniff(bytes: &[u8]) -> Found {
    const OID: u8 = 0x06;
    const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    const CURVE: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    if bytes.starts_with(b"-----BEGIN ") {
        return Found::Convertible(Convertible::Pem);
    }
    if let Some(name) = bytes.strip_prefix(&[0, 0, 0]).and_then(|rest| rest.get(1..)) {
        return match name {
            [b's', b's', b'h', b'-', b'r', b's', b'a', 0, ..] => Found::Convertible(Convertible::Ssh),
            [b's', b's', b'h', b'-', b'e', b'd', ..] => Found::Other(RefusedKey::Edwards),
            [b'e', b'c', b'd', b's', b'a', b'-', ..] => Found::Other(RefusedKey::EllipticCurve),
            _ => Found::Nothing,
        };
    }
    let Some((0x30, length, inside)) = tlv(bytes) else { return Found::Nothing };
    if bytes.len() < MIN_BYTES {
        return Found::Nothing;
    }
    if length != usize::MAX && length > inside.len() {
        let expected = bytes.len() - inside.len() + length;
        return Found::Other(RefusedKey::Truncated { expected, received: bytes.len() });
    }
    let oid = |bytes| match tlv(bytes) {
        Some((OID, length, value)) => value.get(..length),
        _ => None,
    };
    Found::Convertible(match tlv(inside) {
        Some((0x02, length, rest)) if length >= 64 && matches!(rest.get(length), Some(0x02)) => Convertible::Pkcs1,
        Some((OID, length, value)) if value.get(..length) == Some(PKCS7) => Convertible::Pkcs7,
        Some((0x30, length, rest)) => match (oid(rest), rest) {
            // Algorithm with a bit string after it.
            (Some(algorithm), _) if matches!(rest.get(length), Some(0x03)) || length == usize::MAX => {
                return match algorithm {
                    CURVE => Found::Other(RefusedKey::EllipticCurve),
                    _ => Found::Convertible(Convertible::Spki),
                };
            }
            (None, [0xa0, ..]) => Convertible::Certificate,
            (None, [0x02, ..]) => tbs(rest),
            _ => return Found::Nothing,
        },
        _ => return Found::Nothing,
    })
}

/// Distinguishes an X.509 version 1 certificate from a certification request.
///
/// After a number, the former has an algorithm, the latter a name.
fn tbs(inside: &[u8]) -> Convertible {
    let after = tlv(inside).and_then(|(_, length, rest)| rest.get(length..)).unwrap_or_default();
    match tlv(after) {
        Some((0x30, _, [0x06, ..])) => Convertible::Certificate,
        _ => Convertible::Request,
    }
}

/// Returns the reason for refusing another algorithm than RSA. `oid` is its object identifier.
pub(super) fn of_algorithm(oid: &[u8]) -> RefusedKey {
    match oid {
        // id-RSASSA-PSS
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a] => RefusedKey::RsaPss,
        // id-ecPublicKey
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] => RefusedKey::EllipticCurve,
        // 1.3.101.110 to .113 (RFC 8410)
        [0x2b, 0x65, 0x6e..=0x71] => RefusedKey::Edwards,
        _ => RefusedKey::OtherAlgorithm,
    }
}

/// Returns true if the text around a block contains another key.
fn holds_key(around: &str) -> bool {
    !matches!(without_armour(around), RefusedKey::NotPem | RefusedKey::Printed)
}

/// Classifies a text without armour.
fn without_armour(text: &str) -> RefusedKey {
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '`')).collect();
    ssh_lines(text)
        .or_else(|| jwk(text, &compact))
        .or_else(|| (compact.contains("<RSAKeyValue") || compact.contains("<Modulus>")).then_some(RefusedKey::Xml))
        .or_else(|| (compact.contains("Modulus=") || compact.contains("Modulus:")).then_some(RefusedKey::Printed))
        .or_else(|| in_json(text))
        .or_else(|| in_hex(text))
        .or_else(|| in_base64(&compact))
        .unwrap_or(RefusedKey::NotPem)
}

/// Recognizes lines of `authorized_keys`, with or without options.
fn ssh_lines(text: &str) -> Option<RefusedKey> {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(['"', '\'', ',', ';'])).collect();
    let mut found = words.windows(2).filter_map(|pair| match pair {
        [name, key] if key.starts_with("AAAA") => match *name {
            "ssh-rsa" => Some(RefusedKey::SshLine),
            "ssh-dss" => Some(RefusedKey::OtherAlgorithm),
            name if name.contains("ed25519") => Some(RefusedKey::Edwards),
            name if name.contains("ecdsa-sha2") => Some(RefusedKey::EllipticCurve),
            _ => None,
        },
        _ => None,
    });
    let first = found.next()?;
    let more = found.count();
    Some(if more > 0 { RefusedKey::Several(more + 1) } else { first })
}

fn jwk(text: &str, compact: &str) -> Option<RefusedKey> {
    if !compact.contains("kty:") {
        return None;
    }
    let of = |kind: Option<&str>, rsa: RefusedKey| match kind {
        Some("EC") => RefusedKey::EllipticCurve,
        Some("OKP") => RefusedKey::Edwards,
        _ => rsa,
    };
    let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { return Some(RefusedKey::Jwk) };
    let kind = |key: &serde_json::Value| key.get("kty").and_then(|kind| kind.as_str().map(str::to_owned));
    match json.get("keys").and_then(|keys| keys.as_array()).map(Vec::as_slice) {
        Some([key]) => Some(of(kind(key).as_deref(), RefusedKey::Jwks)),
        Some(keys) => Some(RefusedKey::Several(keys.len())),
        None => Some(of(kind(&json).as_deref(), RefusedKey::Jwk)),
    }
}

/// Recognizes a key in base64 in a JSON member. AWS KMS answers so.
fn in_json(text: &str) -> Option<RefusedKey> {
    let json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text.trim()).ok()?;
    json.iter().find_map(|(name, value)| {
        let digits = value.as_str()?.trim_end_matches('=');
        // The name becomes part of a command.
        let plain = (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        match sniff(&of_base64(digits)) {
            Found::Convertible(found) if plain => Some(RefusedKey::Convertible(found, Wrapping::Json(name.clone()))),
            Found::Other(refused) => Some(refused),
            _ => None,
        }
    })
}

fn in_hex(text: &str) -> Option<RefusedKey> {
    let digits = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    let bytes = hex::decode(digits.collect::<String>().replace("0x", "")).ok()?;
    refusal(sniff(&bytes), Wrapping::Hex)
}

/// Recognizes a key in base64 or base64url. A name such as `PUBLIC_KEY=` may precede it.
fn in_base64(compact: &str) -> Option<RefusedKey> {
    let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    let longest = compact.split(|c: char| !is_digit(c)).max_by_key(|run| run.len())?;
    let standard = longest.replace('-', "+").replace('_', "/");
    let starts = [Some(0), standard.find("MI"), standard.find("AAAA")].into_iter().flatten();
    starts.into_iter().find_map(|at| refusal(sniff(&of_base64(standard.get(at..)?)), Wrapping::Base64))
}

fn refusal(found: Found, wrapping: Wrapping) -> Option<RefusedKey> {
    match found {
        Found::Convertible(found) => Some(RefusedKey::Convertible(found, wrapping)),
        Found::Other(refused) => Some(refused),
        Found::Nothing => None,
    }
}
