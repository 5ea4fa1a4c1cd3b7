//! base64url that violates RFC 7515. Each token must have exactly one spelling.

use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use contract::code::Code;

use super::target::{Target, attack};
use crate::support::{SigningKey, Token};

/// Signs the first two parts as spelled, so only the spelling is wrong.
fn sign(input: &str, key: &SigningKey) -> String {
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes(), &RSA_PKCS1_SHA256)))
}

/// Returns the token with one part respelled, signed over that spelling.
fn respell(token: &Token, part: usize, key: &SigningKey, spell: impl Fn(&str) -> String) -> String {
    let signed = token.clone().sign(key);
    let mut parts: Vec<String> = signed.split('.').map(str::to_owned).collect();
    parts[part] = spell(&parts[part]);
    if part == 2 { parts.join(".") } else { sign(&format!("{}.{}", parts[0], parts[1]), key) }
}

/// Returns a token whose parts have unused bits in their last character.
fn padded(token: Token) -> Token {
    let pad = |json: String| if json.len().is_multiple_of(3) { json + " " } else { json };
    Token { header: pad(token.header), claims: pad(token.claims) }
}

/// Sets an unused bit of the last character. A lax decoder reads the same bytes.
fn with_trailing_bits(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = text.split_at(text.len() - 1);
    let value = ALPHABET.iter().position(|c| *c == last.as_bytes()[0]).unwrap();
    format!("{rest}{}", char::from(ALPHABET[value + 1]))
}

#[test]
fn every_other_spelling_of_a_part_is_refused() {
    attack(async |target| {
        type Spelling = (&'static str, fn(&str) -> String);
        let spellings: [Spelling; 12] = [
            ("padding", |text| URL_SAFE.encode(URL_SAFE_NO_PAD.decode(text).unwrap())),
            ("too much padding", |text| format!("{text}====")),
            ("one =", |text| format!("{text}=")),
            ("trailing bits", with_trailing_bits),
            ("one character too few", |text| text[..text.len() - 1].to_owned()),
            ("one character too many", |text| format!("{text}A")),
            ("a percent escape", |text| format!("{text}%3D")),
            ("a zero byte", |text| format!("{text}\0")),
            ("a vertical tab", |text| format!("{text}\u{b}")),
            ("a letter beyond ASCII", |text| format!("{text}\u{e9}")),
            ("a fullwidth letter", |text| format!("\u{ff25}{}", &text[1..])),
            ("the wrong alphabet", |text| format!("+/{text}")),
        ];
        for (what, spell) in spellings {
            for part in 0..3 {
                let forge = |token: Token| respell(&padded(token), part, target.key(), spell);
                let what = format!("{what} in part {part}");
                // A shorter part may be valid base64url of other bytes, with another signature.
                if what.starts_with("one character too") {
                    either(target, &what, forge).await;
                } else {
                    target.refuses(&what, Code::TokenMalformed, forge).await;
                }
            }
        }
    });
}

/// Asserts that a token is refused as malformed or for its signature.
async fn either(target: &Target, what: &str, forge: impl Fn(Token) -> String) {
    let call = crate::support::Call::get(super::target::URI);
    let token = target.app.token(target.world, &call);
    let reply = target.world.send(&target.app.with_token(call, &forge(token))).await;
    let (status, code) = reply.problem();
    let known = [Code::TokenMalformed, Code::SignatureInvalid].map(Code::name);
    assert!(status == 401 && known.contains(&code.as_str()), "{what}: {}", reply.text);
}

#[test]
fn white_space_in_a_token_is_refused_as_a_second_value() {
    attack(async |target| {
        for space in [" ", "\t", "\n", "\r\n", "\u{c}"] {
            for part in 0..3 {
                let forge = |token: Token| {
                    respell(&token, part, target.key(), |text| format!("{}{space}{}", &text[..8], &text[8..]))
                };
                target.refuses(&format!("{space:?} in part {part}"), Code::HeaderDuplicated, forge).await;
            }
        }
    });
}

#[test]
fn the_standard_alphabet_is_refused() {
    attack(async |target| {
        // Claims that contain both characters in which the alphabets differ.
        let forge = |token: Token| {
            let token = token.with("x", "\u{3ff}\u{3ff}\u{3ff}??>>~~");
            let standard = STANDARD_NO_PAD.encode(&token.claims);
            assert!(standard.contains(['+', '/']), "{standard}");
            sign(&format!("{}.{standard}", URL_SAFE_NO_PAD.encode(&token.header)), target.key())
        };
        target.refuses("claims", Code::TokenMalformed, forge).await;
        let forge = |token: Token| {
            let mut token = token;
            loop {
                let signed = token.clone().sign(target.key());
                let (input, signature) = signed.rsplit_once('.').unwrap();
                if signature.contains(['-', '_']) {
                    return format!("{input}.{}", signature.replace('-', "+").replace('_', "/"));
                }
                token.claims.push(' ');
            }
        };
        target.refuses("signature", Code::TokenMalformed, forge).await;
    });
}

#[test]
fn a_token_has_three_parts() {
    attack(async |target| {
        type Rebuild = (&'static str, Code, fn(&str, &str, &str) -> String);
        let forms: [Rebuild; 17] = [
            ("one part", Code::TokenMalformed, |h, _, _| h.to_owned()),
            ("two parts", Code::TokenMalformed, |h, c, _| format!("{h}.{c}")),
            ("a fourth part", Code::TokenMalformed, |h, c, s| format!("{h}.{c}.{s}.{s}")),
            ("a fourth part that is empty", Code::TokenMalformed, |h, c, s| format!("{h}.{c}.{s}.")),
            ("a part in front", Code::TokenMalformed, |h, c, s| format!("{h}.{h}.{c}.{s}")),
            ("an empty part in front", Code::TokenMalformed, |h, c, s| format!(".{h}.{c}.{s}")),
            ("five parts, as of a JWE", Code::TokenMalformed, |h, c, s| format!("{h}.{c}.{s}.{s}.{s}")),
            ("claims twice", Code::TokenMalformed, |h, c, s| format!("{h}.{c}.{c}.{s}")),
            ("an empty header", Code::TokenMalformed, |_, c, s| format!(".{c}.{s}")),
            ("empty claims", Code::TokenMalformed, |h, _, s| format!("{h}..{s}")),
            ("points alone", Code::TokenMalformed, |_, _, _| "..".to_owned()),
            ("four points", Code::TokenMalformed, |_, _, _| "....".to_owned()),
            ("one point", Code::TokenMalformed, |_, _, _| ".".to_owned()),
            ("an empty signature", Code::SignatureInvalid, |h, c, _| format!("{h}.{c}.")),
            ("JSON serialization", Code::HeaderDuplicated, |h, c, s| {
                format!(r#"{{"protected":"{h}","payload":"{c}","signature":"{s}"}}"#)
            }),
            ("quoted", Code::TokenMalformed, |h, c, s| format!("\"{h}.{c}.{s}\"")),
            ("null", Code::TokenMalformed, |_, _, _| "null".to_owned()),
        ];
        for (what, code, rebuild) in forms {
            let forge = |token: Token| {
                let signed = token.sign(target.key());
                let parts: Vec<&str> = signed.split('.').collect();
                rebuild(parts[0], parts[1], parts[2])
            };
            target.refuses(what, code, forge).await;
        }
    });
}
