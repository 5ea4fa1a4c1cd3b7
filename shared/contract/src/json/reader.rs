//! Parsing of types from a tree.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::str::FromStr;

use serde_json::Number;

use super::tree::{Json, Numeral};
use crate::problem::{FieldError, MAX_ERRORS};
use crate::secrets;

/// Reason why a body is refused.
#[derive(Debug, PartialEq)]
pub enum BodyError {
    /// Not valid for its media type, or with a repeated name. The text says where.
    Malformed(String),
    /// Valid, but members are missing, unknown or break a rule.
    Invalid(Vec<FieldError>),
    /// Unsupported media type of the body or of a file in it.
    Unsupported {
        /// Supported media types.
        expected: String,
        /// Received media type.
        received: String,
    },
    /// Too many bytes.
    TooLarge {
        /// Limit.
        expected: String,
        /// Received size.
        received: String,
    },
}

/// Parses `bytes` as a `T`.
///
/// # Errors
/// [`BodyError::Malformed`] if it is not JSON, [`BodyError::Invalid`] with each wrong field.
pub fn parse<T: FromJson>(bytes: &[u8]) -> Result<T, BodyError> {
    let tree = Json::parse(text(bytes)?).map_err(|error| BodyError::Malformed(describe(&error)))?;
    from_tree(tree).map_err(BodyError::Invalid)
}

/// Returns the reason why a text is not JSON: a plain sentence, then the parser's words with line and column.
fn describe(error: &serde_json::Error) -> String {
    let message = error.to_string();
    if message.starts_with("the name ") {
        return format!("The body must contain each name of an object once: {message}");
    }
    if message.starts_with("number out of range") {
        return format!("The body contains a number that is too large: {message}");
    }
    if message.starts_with("recursion limit exceeded") {
        return format!("The body nests arrays and objects too deeply: {message}");
    }
    let surrogate = ["unexpected end of hex escape", "lone leading surrogate in hex escape"];
    let reason = surrogate.iter().find_map(|words| message.strip_prefix(words)).map_or_else(
        || message.clone(),
        |place| format!("it contains an escaped surrogate without its other half{place}"),
    );
    format!("The body is not JSON: {reason}")
}

/// Returns the text of a JSON body: UTF-8 (RFC 8259, section 8.1), with or without a byte order mark.
///
/// # Errors
/// [`BodyError::Malformed`] with the actual encoding, if it can be recognised.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, BodyError> {
    let malformed = |reason: String| Err(BodyError::Malformed(reason));
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes {
        [] => return malformed("the body is empty; it must be JSON".to_owned()),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..] => {
            return malformed("the body must be UTF-8; it is UTF-16 or UTF-32".to_owned());
        }
        [0x1f, 0x8b, ..] => return malformed("the body must be JSON; it is compressed with gzip".to_owned()),
        _ => {}
    }
    std::str::from_utf8(bytes).or_else(|error| {
        let at = error.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or_default();
        malformed(format!("the body must be UTF-8; the byte 0x{byte:02X} at offset {at} is not. Is it Latin-1?"))
    })
}

/// Parses a tree as a `T`.
///
/// # Errors
/// Each wrong field.
pub fn from_tree<T: FromJson>(tree: Json) -> Result<T, Vec<FieldError>> {
    let mut reader = Reader { partial: T::PARTIAL, ..Reader::default() };
    match T::from_json(tree, &mut reader) {
        Some(value) if reader.is_clean() => Ok(value),
        _ => Err(reader.errors),
    }
}

/// Current place in the body, with the errors so far.
#[derive(Debug, Default)]
pub struct Reader {
    pointer: String,
    errors: Vec<FieldError>,
    /// The body is a patch, whose top level may lack members.
    partial: bool,
}

impl Reader {
    /// Records that the value here breaks `rule`.
    pub fn refuse(&mut self, rule: impl Display) {
        // Beyond the reported errors only the number counts: an empty error takes no allocation.
        let is_reported = self.errors.len() < MAX_ERRORS;
        let error = || FieldError { pointer: self.pointer.clone(), reason: rule.to_string() };
        self.errors.push(if is_reported { error() } else { FieldError::default() });
    }

    /// Parses a string by the type's own rule. A string with a secret is refused.
    pub fn parse_text<T: FromStr<Err: Display>>(&mut self, value: Json) -> Option<T> {
        match value {
            Json::String(text) if let Some(secret) = secrets::find(&text) => {
                self.refuse(secret);
                None
            }
            Json::String(text) => text.parse().map_err(|error| self.refuse(error)).ok(),
            other => self.wrong_kind("a string", &other),
        }
    }

    /// Records that the member `name` of the object here breaks `rule`.
    pub(crate) fn refuse_member<T>(&mut self, name: &str, rule: &str) -> Option<T> {
        self.inside(name, |at| at.refuse(rule));
        None
    }

    /// Records that the value at `path` below here breaks `rule`.
    pub(crate) fn refuse_inside<T>(&mut self, path: [&str; 2], rule: &str) -> Option<T> {
        let [outer, inner] = path;
        self.inside(outer, |at| at.refuse_member(inner, rule))
    }

    /// Returns true if the value here is a patch. Rules over several fields are checked on the value that it results
    /// in.
    pub(crate) const fn is_partial(&self) -> bool {
        self.partial
    }

    /// Returns true if there are no errors so far.
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    pub(crate) fn wrong_kind<T>(&mut self, wanted: &str, found: &Json) -> Option<T> {
        self.refuse(format_args!("must be {wanted}, not {}", found.kind()));
        None
    }

    pub(crate) fn inside<T>(&mut self, token: impl Display, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        // RFC 6901, section 3: `~` and `/` are escaped. Writing to a String cannot fail.
        let _ = write!(self.pointer, "/{}", token.to_string().replace('~', "~0").replace('/', "~1"));
        let value = read(self);
        self.pointer.truncate(length);
        value
    }
}

/// Type that is parsed from JSON.
pub trait FromJson: Sized {
    /// True if the top level may lack members, as in a patch.
    const PARTIAL: bool = false;

    /// Returns the value, or `None` after at least one [`Reader::refuse`].
    fn from_json(value: Json, at: &mut Reader) -> Option<Self>;

    /// Returns the value of an absent member; `None` if the member is required.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Null => Some(None),
            value => T::from_json(value, at).map(Some),
        }
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Array(items) => {
                // Each item is parsed, so that each wrong one is reported.
                let read: Vec<Option<T>> = items
                    .into_iter()
                    .enumerate()
                    .map(|(index, item)| at.inside(index, |at| T::from_json(item, at)))
                    .collect();
                read.into_iter().collect()
            }
            other => at.wrong_kind("an array", &other),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Bool(value) => Some(value),
            other => at.wrong_kind("a boolean", &other),
        }
    }
}

impl FromJson for Numeral {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Number(value) => Some(value),
            other => at.wrong_kind("a number", &other),
        }
    }
}

impl FromJson for Number {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        Numeral::from_json(value, at).map(Numeral::into_value)
    }
}

/// Body of a route without input. Some clients send `{}` or `null` instead of no body.
impl FromJson for () {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::Null => Some(()),
            Json::Object(members) if members.is_empty() => Some(()),
            _ => {
                at.refuse("must be empty, {} or null: this route takes no body");
                None
            }
        }
    }
    fn absent() -> Option<Self> {
        Some(())
    }
}

/// Members of an object, taken one by one.
pub struct Members {
    rest: Vec<(String, Json)>,
    partial: bool,
}

impl Members {
    /// Opens `value`; records an error and returns `None` if it is not an object.
    pub fn open(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            // A patch is partial at its top level only: nested objects are whole.
            Json::Object(rest) => Some(Self { rest, partial: std::mem::take(&mut at.partial) }),
            other => at.wrong_kind("an object", &other),
        }
    }

    /// Returns true if members may be absent: the object is a patch.
    pub(crate) const fn is_partial(&self) -> bool {
        self.partial
    }

    /// Takes the member whose name is the camelCase of `field`.
    pub fn take<T: FromJson>(&mut self, field: &str, at: &mut Reader) -> Option<T> {
        let name = camel_case(field);
        match self.rest.iter().position(|(found, _)| *found == name) {
            Some(index) => {
                let (name, value) = self.rest.swap_remove(index);
                at.inside(name, |at| T::from_json(value, at))
            }
            None => T::absent().or_else(|| {
                if !self.partial {
                    at.inside(name, |at| at.refuse("is required"));
                }
                None
            }),
        }
    }

    /// Refuses the members that were not taken.
    pub fn close(mut self, at: &mut Reader) {
        self.rest.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, _) in self.rest {
            at.inside(shortened(&name), |at| at.refuse("is not a known field"));
        }
    }
}

/// Most characters of an unknown name in an error.
const SHOWN_NAME: usize = 64;

fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(SHOWN_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}

fn camel_case(field: &str) -> String {
    // Raw identifiers: fields named like a Rust keyword.
    let field = field.strip_prefix("r#").unwrap_or(field);
    let mut name = String::with_capacity(field.len());
    let mut upper = false;
    for character in field.chars() {
        match character {
            '_' => upper = true,
            c if upper => {
                name.push(c.to_ascii_uppercase());
                upper = false;
            }
            c => name.push(c),
        }
    }
    name
}
