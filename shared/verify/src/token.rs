//! The JWT's form (RFC 7515, RFC 7519): three parts of strict base64url, a header that asks for RS256 and
//! nothing else, and claims whose names occur once. The token never says with which key to verify it.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use contract::code::Code;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::bytes::from_base64url;
use crate::refusal::Refusal;
use crate::report::{Check, Sink};

/// The longest token that is looked at, in bytes.
const MAX_LENGTH: usize = 8 * 1024;
/// Header members that change how a token is to be read, none of which is understood (RFC 7515, 4.1.11;
/// RFC 7797; RFC 7516).
const UNSUPPORTED: [&str; 5] = ["crit", "b64", "zip", "enc", "cty"];

/// A token's three parts, decoded. What the claims say is not judged yet.
pub(crate) struct Token<'t> {
    /// What was signed: header and claims as sent, and the point between them.
    pub(crate) signing_input: &'t str,
    /// The signature.
    pub(crate) signature: Vec<u8>,
    /// The claims' JSON.
    claims: Vec<u8>,
    /// Which signing key the header names.
    pub(crate) kid: Option<String>,
}

impl<'t> Token<'t> {
    /// Takes `text` apart and judges its header.
    pub(crate) fn read(text: &'t str, sink: &mut impl Sink) -> Result<Option<Self>, Refusal> {
        let Some(parts) = sink.take(Check::TokenForm, Parts::split(text))? else { return Ok(None) };
        let Some(kid) = sink.take(Check::TokenHeader, judge_header(&parts.header))? else { return Ok(None) };
        Ok(Some(Self { signing_input: parts.signing_input, signature: parts.signature, claims: parts.claims, kid }))
    }

    /// The claims, each of the right type.
    pub(crate) fn claims(&self) -> Result<RawClaims<'_>, Refusal> {
        let mut claims = RawClaims::default();
        read_object(&self.claims, "claims", |name, value| claims.put(name, value))?;
        Ok(claims)
    }
}

struct Parts<'t> {
    signing_input: &'t str,
    header: Vec<u8>,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

impl<'t> Parts<'t> {
    fn split(text: &'t str) -> Result<Self, Refusal> {
        if text.len() > MAX_LENGTH {
            return Err(malformed(format!("the token has {} bytes; at most {MAX_LENGTH} are read", text.len())));
        }
        let not_three = || malformed("the token must be three parts with points between them");
        let (signing_input, signature) = text.rsplit_once('.').ok_or_else(not_three)?;
        let (header, claims) = signing_input.split_once('.').ok_or_else(not_three)?;
        let decode = |part: &str, name: &str| {
            let wrong = || malformed(format!("the token's {name} is not base64url without padding"));
            from_base64url(part).ok_or_else(wrong)
        };
        Ok(Self {
            signing_input,
            header: decode(header, "header")?,
            claims: decode(claims, "claims")?,
            signature: decode(signature, "signature")?,
        })
    }
}

fn malformed(detail: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(Code::TokenMalformed).detail(detail)
}

/// The header's `kid`, where the header is one that is accepted.
fn judge_header(header: &[u8]) -> Result<Option<String>, Refusal> {
    let (mut alg, mut typ, mut kid, mut unsupported) = (None, None, None, None);
    read_object(header, "header", |name, value| match name {
        "alg" => Member::keep(&mut alg, value),
        "typ" => Member::keep(&mut typ, value),
        "kid" => Member::keep(&mut kid, value),
        name => {
            unsupported = unsupported.or_else(|| UNSUPPORTED.into_iter().find(|known| *known == name));
            Member::Unknown
        }
    })?;
    let algorithm = |name: &str, expected: &str, found: Option<&Scalar<'_>>| {
        let received = found.map_or_else(|| "absent".to_owned(), Scalar::describe);
        Refusal::new(Code::TokenAlgorithm)
            .expected(format!("{name}: {expected}"))
            .received(format!("{name}: {received}"))
    };
    if !alg.as_ref().is_some_and(|alg| alg.is_text("RS256")) {
        return Err(algorithm("alg", "RS256", alg.as_ref()));
    }
    if typ.as_ref().is_some_and(|typ| !typ.is_text("JWT")) {
        return Err(algorithm("typ", "JWT", typ.as_ref()));
    }
    if let Some(name) = unsupported {
        return Err(Refusal::new(Code::TokenCriticalHeader).received(name));
    }
    match kid {
        None => Ok(None),
        Some(Scalar::Text(kid)) => Ok(Some(kid.into_owned())),
        Some(_) => Err(malformed("the header's kid must be a string")),
    }
}

/// A member's value, as far as tokens need it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    /// Of another type, which is named.
    Other(&'static str),
}

impl Scalar<'_> {
    fn is_text(&self, expected: &str) -> bool {
        matches!(self, Scalar::Text(text) if text == expected)
    }

    pub(crate) fn describe(&self) -> String {
        match self {
            Scalar::Text(text) => text.chars().take(200).collect(),
            Scalar::Integer(number) => number.to_string(),
            Scalar::Other(kind) => (*kind).to_owned(),
        }
    }
}

/// The claims that matter, by name. Others are ignored.
#[derive(Default)]
pub(crate) struct RawClaims<'a> {
    pub(crate) iss: Option<Scalar<'a>>,
    pub(crate) aud: Option<Scalar<'a>>,
    pub(crate) sub: Option<Scalar<'a>>,
    pub(crate) method: Option<Scalar<'a>>,
    pub(crate) uri: Option<Scalar<'a>>,
    pub(crate) body_hash: Option<Scalar<'a>>,
    pub(crate) iat: Option<Scalar<'a>>,
    pub(crate) exp: Option<Scalar<'a>>,
    pub(crate) jti: Option<Scalar<'a>>,
}

impl<'a> RawClaims<'a> {
    fn put(&mut self, name: &str, value: Scalar<'a>) -> Member {
        let slot = match name {
            "iss" => &mut self.iss,
            "aud" => &mut self.aud,
            "sub" => &mut self.sub,
            "method" => &mut self.method,
            "uri" => &mut self.uri,
            "bodyHash" => &mut self.body_hash,
            "iat" => &mut self.iat,
            "exp" => &mut self.exp,
            "jti" => &mut self.jti,
            _ => return Member::Unknown,
        };
        Member::keep(slot, value)
    }
}

/// What is made of a member of an object.
enum Member {
    /// It has a place, which was empty.
    Kept,
    /// It has a place, which was taken.
    Repeated,
    /// It has none.
    Unknown,
}

impl Member {
    fn keep<'a>(place: &mut Option<Scalar<'a>>, value: Scalar<'a>) -> Self {
        match place.replace(value) {
            None => Self::Kept,
            Some(_) => Self::Repeated,
        }
    }
}

/// Reads a JSON object member by member; a name that occurs twice in it, or in any object within, refuses.
fn read_object<'a>(
    json: &'a [u8],
    part: &'static str,
    member: impl FnMut(&str, Scalar<'a>) -> Member,
) -> Result<(), Refusal> {
    let no_object = || malformed(format!("the token's {part} must be a JSON object"));
    // Checking all of it at once takes less time than each string by itself.
    let json = std::str::from_utf8(json).map_err(|_| no_object())?;
    let duplicate = Cell::new(false);
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let top = Top { member, duplicate: &duplicate };
    match deserializer.deserialize_map(top).and_then(|()| deserializer.end()) {
        Ok(()) => Ok(()),
        Err(_) if duplicate.get() => Err(Refusal::new(Code::TokenDuplicateName).received(part)),
        Err(_) => Err(no_object()),
    }
}

struct Top<'c, F> {
    member: F,
    duplicate: &'c Cell<bool>,
}

impl<'de, F: FnMut(&str, Scalar<'de>) -> Member> Visitor<'de> for Top<'_, F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut names = Names::new(self.duplicate);
        while let Some(name) = map.next_key_seed(Name)? {
            let value = map.next_value_seed(Value { duplicate: self.duplicate })?;
            match (self.member)(&name, value) {
                Member::Kept => {}
                Member::Repeated => return Err(names.repeated()),
                Member::Unknown => names.add(name)?,
            }
        }
        Ok(())
    }
}

/// The names that an object held so far and that have no place. They are few: a scan beats a hash.
struct Names<'de, 'c> {
    seen: Vec<Cow<'de, str>>,
    duplicate: &'c Cell<bool>,
}

impl<'de, 'c> Names<'de, 'c> {
    fn new(duplicate: &'c Cell<bool>) -> Self {
        Self { seen: Vec::new(), duplicate }
    }

    fn add<E: de::Error>(&mut self, name: Cow<'de, str>) -> Result<(), E> {
        if self.seen.contains(&name) {
            return Err(self.repeated());
        }
        self.seen.push(name);
        Ok(())
    }

    fn repeated<E: de::Error>(&self) -> E {
        self.duplicate.set(true);
        E::custom("duplicate name")
    }
}

/// A string, borrowed from the input where it holds no escape.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }
    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

struct Value<'c> {
    duplicate: &'c Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Scalar<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Scalar<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other("null"))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other("a boolean"))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Integer(number))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(i64::try_from(number).map_or(Scalar::Other("a number out of range"), Scalar::Integer))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other("a number that is no integer"))
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Scalar<'de>, A::Error> {
        while items.next_element_seed(Value { duplicate: self.duplicate })?.is_some() {}
        Ok(Scalar::Other("an array"))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        let mut names = Names::new(self.duplicate);
        while let Some(name) = map.next_key_seed(Name)? {
            names.add(name)?;
            map.next_value_seed(Value { duplicate: self.duplicate })?;
        }
        Ok(Scalar::Other("an object"))
    }
}
