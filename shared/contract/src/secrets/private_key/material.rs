//! Key material next to the words of a private key.
//!
//! Sentences about private keys have the same words as the keys. So base64, hex or numbers must be next to them.

use super::{PrivateForm, XML, armours};

/// Fewest characters of key material.
const FEWEST: usize = 16;
/// Number of nearby letters and digits that are examined. At least half must be key material.
const NEAR: usize = 128;
/// Range around the words, in characters. A long piece of key material in it suffices.
const FAR: usize = 2_000;
/// Fewest characters of a long piece.
const LONG: usize = 40;
/// Fewest hex digits of a number that a tool prints.
const PRINTED: usize = 32;
/// Fewest hex digits of a member of a JWK. A UUID has 32, a SHA-1 40, and the shortest key 64.
const MEMBER: usize = 48;
/// Most characters of an armour line before `PRIVATE`.
const LABEL: usize = 48;
/// Words that end the surroundings of others. They also bound the time for a text with many.
const OTHERS: [&str; 5] = ["PRIVATE", "DEK-INFO", "ENCRYPTED", "PUTTY", "BEGIN "];

/// Returns the form of the private key, by its usual words.
pub(super) fn find(undone: &str) -> Option<PrivateForm> {
    let upper = undone.to_ascii_uppercase();
    let after = |at: usize| follows(undone.get(at..).unwrap_or_default(), upper.get(at..).unwrap_or_default());
    let before = |at: usize| precedes(undone.get(..at).unwrap_or_default(), upper.get(..at).unwrap_or_default());
    let armour = armours(&upper).find(|line| (line.begins && after(line.end)) || (line.ends && before(line.start)));
    if let Some(armour) = armour {
        return Some(armour.form);
    }
    let behind = |word: &str| upper.match_indices(word).any(|(at, word)| after(at + word.len()));
    if ["PUTTY-USER-KEY-FILE", "PRIVATE-LINES:"].into_iter().any(behind)
        || upper.match_indices("PRIVATE-MAC:").any(|(at, _)| before(at))
    {
        return Some(PrivateForm::Putty);
    }
    if behind("SSH PRIVATE KEY FILE FORMAT") {
        return Some(PrivateForm::OpenSsh);
    }
    if ["DEK-INFO", "4,ENCRYPTED"].into_iter().any(behind) {
        return Some(PrivateForm::Pem);
    }
    let xml = undone.contains("<RSAKeyValue") || undone.contains("<Modulus>");
    let holds = |element: &str| undone.split(element).skip(1).any(|rest| is_material_in(rest.split('<').next()));
    if xml && XML.into_iter().any(holds) {
        return Some(PrivateForm::Xml);
    }
    has_private_member(undone).then_some(PrivateForm::Jwk).or_else(|| numbers(undone))
}

/// Returns the form of a private key with named hex numbers.
pub(super) fn numbers(undone: &str) -> Option<PrivateForm> {
    const NAMES: [&str; 11] = [
        "privateexponent:", "privatekey:", "priv:", "prime1:", "prime2:", "exponent1:", "exponent2:", "exp1:", "exp2:",
        "coefficient:", "privkey:",
    ];
    const MEMBERS: [&str; 6] = ["d:", "p:", "q:", "dp:", "dq:", "qi:"];
    /// Marks of a JWK: its type, or the usual exponent.
    const EXPONENTS: [&str; 7] = ["kty:", "e:aqab", "e:010001", "e:01:00:01", "e:10001", "e:0x10001", "e:65537"];
    let wanted = |c: &char| !c.is_whitespace() && !matches!(c, '"' | '\'' | '`' | '>');
    let compact: String = undone.chars().filter(wanted).map(|c| c.to_ascii_lowercase()).collect();
    let words = compact.replace(['-', '_'], "");
    let holds = |text: &str, name: &str, fewest: usize| {
        text.match_indices(name).any(|(at, _)| {
            let separate = name.len() > 3 || !text.get(..at).is_some_and(|before| before.ends_with(is_digit));
            separate && has_hex(text.get(at + name.len()..).unwrap_or_default(), fewest)
        })
    };
    if NAMES.iter().any(|name| holds(&words, name, PRINTED)) {
        return Some(PrivateForm::Dump);
    }
    let is_jwk = EXPONENTS.iter().any(|word| compact.contains(word));
    let is_member = |name: &str| holds(&compact, name, MEMBER);
    (is_jwk && MEMBERS.into_iter().any(is_member)).then_some(PrivateForm::Jwk)
}

/// Returns true if the text starts with this many hex digits. Colons may separate pairs of them.
fn has_hex(text: &str, fewest: usize) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text).chars().filter(|c| *c != ':').take(fewest);
    digits.take_while(char::is_ascii_hexdigit).count() == fewest
}

/// Returns true if the text contains a private member of a JWK. Its value is in base64url.
fn has_private_member(undone: &str) -> bool {
    if !undone.contains("kty") && !undone.contains("AQAB") {
        return false;
    }
    let marks = |c: char| matches!(c, '"' | '\'' | '`' | ' ' | '\n');
    ["d", "p", "q", "dp", "dq", "qi", "k"].iter().any(|name| {
        undone.match_indices(name).any(|(at, _)| {
            let separate = !undone.get(..at).is_some_and(|before| before.ends_with(is_digit));
            let rest = undone.get(at + name.len()..).unwrap_or_default().trim_start_matches(marks);
            separate && rest.strip_prefix(':').is_some_and(|rest| is_value(rest.trim_start_matches(marks)))
        })
    })
}

/// Returns true if the text starts with a number in base64url. Quoted mail may split it over lines.
fn is_value(text: &str) -> bool {
    let mut value = String::new();
    let mut rest = text;
    while value.len() < LONG {
        let length = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
        value.push_str(rest.get(..length).unwrap_or_default());
        let Some(next) = rest.get(length..).and_then(|rest| rest.strip_prefix('\n')) else { break };
        rest = next.trim_start_matches(['>', ' ']);
    }
    value.len() >= FEWEST && is_random(&value)
}

/// Returns true if key material follows the words, before any others.
fn follows(text: &str, upper: &str) -> bool {
    let end = (0..=FAR.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let upper = upper.get(..end).unwrap_or_default();
    let until = OTHERS.iter().fold(upper, |upper, word| upper.split(word).next().unwrap_or_default());
    is_material_in(text.get(..until.len()))
}

/// Returns true if key material precedes the words, after any others.
fn precedes(text: &str, upper: &str) -> bool {
    // Dashes, END and the rest of a label.
    let own = upper.rfind("END ").filter(|at| at + LABEL > text.len()).unwrap_or(text.len());
    let start = (own.saturating_sub(FAR)..=own).find(|start| text.is_char_boundary(*start)).unwrap_or(own);
    let upper = upper.get(start..own).unwrap_or_default();
    let since = OTHERS.iter().fold(upper, |upper, word| upper.rsplit(word).next().unwrap_or_default());
    is_material(pieces(text.get(own - since.len()..own).unwrap_or_default()).rev())
}

fn is_material_in(text: Option<&str>) -> bool {
    is_material(pieces(text.unwrap_or_default()))
}

/// Splits a text at everything that is not base64.
fn pieces(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/')).filter(|piece| !piece.is_empty())
}

/// Returns true if the pieces, nearest first, are key material.
fn is_material<'a>(pieces: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut mixed, mut longest) = (0, 0, 0);
    for piece in pieces {
        if piece.len() >= LONG && is_random(piece) {
            return true;
        }
        if all < NEAR {
            all += piece.len();
            let length = if is_mixed(piece) { piece.len() } else { 0 };
            mixed += length;
            longest = longest.max(length);
            // Names such as OpenSSL3 are short and few.
            if (longest >= FEWEST || mixed >= LONG) && mixed * 2 >= all {
                return true;
            }
        }
    }
    false
}

const fn is_digit(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Returns true for letters mixed with digits, or in irregular case. Hex is not: fingerprints and UUIDs are public.
fn is_mixed(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    let flips = bytes.windows(2).any(|pair| matches!(pair, [b'a'..=b'z', b'A'..=b'Z']));
    let mixed = bytes.iter().any(u8::is_ascii_digit) && bytes.iter().any(u8::is_ascii_alphabetic);
    (mixed || flips) && !bytes.iter().all(u8::is_ascii_hexdigit)
}

/// Returns true for capital and small letters with digits. Any 40 characters of base64 have all three.
fn is_random(piece: &str) -> bool {
    let has = |of: fn(&u8) -> bool| piece.as_bytes().iter().any(of);
    has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit)
}
