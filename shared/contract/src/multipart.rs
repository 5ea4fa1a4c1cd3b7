//! Parsing of `multipart/form-data` bodies (RFC 7578).
//!
//! As with JSON, a repeated name is malformed. Each wrong part is reported, by a JSON pointer with its name.

mod delimited;
mod head;
mod parameters;

use std::fmt::Display;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::file_name::FileName;
use crate::json::BodyError;
use crate::problem::FieldError;
use crate::route::RawBody;
use crate::secrets;
use crate::value::InvalidValue;

/// Required media type of a form.
pub const MEDIA_TYPE: &str = "multipart/form-data";
/// Most parts of a form. A form with more is not parsed.
const MAX_PARTS: usize = 100;
/// Most characters of a boundary (RFC 2046, 5.1.1).
const MAX_BOUNDARY: usize = 70;
/// Field with the charset of the others (RFC 7578, 4.6).
const CHARSET: &str = "_charset_";

/// Content of a part.
pub(crate) struct Part {
    name: String,
    file_name: Option<Result<FileName, InvalidValue>>,
    charset: Option<String>,
    /// True if it was sent with a file name, even if empty.
    pub(crate) is_file: bool,
    pub(crate) content: Vec<u8>,
    pub(crate) sha256: [u8; 32],
}

/// Parts of a form, taken one by one.
pub(crate) struct Form {
    parts: Vec<Part>,
    charset: Option<String>,
    errors: Vec<FieldError>,
}

impl Form {
    /// Parses a body whose parts may each have `limit` bytes.
    pub(crate) fn read(sent: RawBody<'_>, known: &[&str], limit: usize) -> Result<Self, BodyError> {
        let boundary = boundary(sent.content_type.unwrap_or_default())?;
        let delimited = delimited::split(sent.bytes, &boundary, MAX_PARTS).map_err(BodyError::Malformed)?;
        let mut form = Self { parts: Vec::new(), charset: None, errors: Vec::new() };
        let mut names: Vec<String> = Vec::new();
        for (at, part) in delimited.into_iter().enumerate() {
            let head = head::read(part.head, at + 1).map_err(BodyError::Malformed)?;
            if names.contains(&head.name) {
                return Err(malformed(format_args!("the part {:?} occurs twice", head.name)));
            }
            if part.content.len() > limit {
                let received = format!("{} bytes in {:?}", part.content.len(), head.name);
                return Err(BodyError::TooLarge { expected: format!("at most {limit} bytes in a part"), received });
            }
            names.push(head.name.clone());
            form.add(head, part.content, known);
        }
        form.read_charset();
        Ok(form)
    }

    fn add(&mut self, head: head::Head, content: &[u8], known: &[&str]) {
        let name = head.name;
        if !known.contains(&name.as_str()) && name != CHARSET {
            self.refuse::<()>(&name, "is not a known field");
        } else {
            if let Some(reason) = head.unsupported {
                self.refuse::<()>(&name, reason);
            }
            let (file_name, charset, is_file) = (head.file_name, head.charset, head.is_file);
            let sha256 = Sha256::digest(content).into();
            self.parts.push(Part { name, file_name, charset, is_file, content: content.to_vec(), sha256 });
        }
    }

    fn read_charset(&mut self) {
        let Some(part) = self.take(CHARSET) else { return };
        let label = String::from_utf8_lossy(&part.content).trim().to_owned();
        match head::decode(b"", Some(&label)) {
            Ok(_) => self.charset = Some(label),
            Err(reason) => drop(self.refuse::<()>(CHARSET, reason)),
        }
    }

    /// Takes the required file of this name.
    pub(crate) fn file(&mut self, name: &str) -> Option<Part> {
        let Some(part) = self.take(name) else { return self.refuse(name, "is required") };
        if part.content.is_empty() { self.refuse(name, "must not be empty") } else { Some(part) }
    }

    /// Takes and parses the required text of this name.
    pub(crate) fn text<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        match self.take(name) {
            Some(part) => self.parse(name, &part),
            None => self.refuse(name, "is required"),
        }
    }

    /// Takes and parses the optional text of this name.
    pub(crate) fn optional_text<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        let part = self.take(name)?;
        self.parse(name, &part)
    }

    /// Returns the name of a part's file.
    pub(crate) fn file_name(&mut self, name: &str, part: &Part) -> Option<FileName> {
        match part.file_name.clone()? {
            Ok(file_name) if let Some(secret) = secrets::find(file_name.as_str()) => {
                self.refuse(name, format_args!("has a file name that {secret}"))
            }
            Ok(file_name) => Some(file_name),
            Err(error) => self.refuse(name, format_args!("has a file name that {error}")),
        }
    }

    /// Refuses the form if there are errors.
    pub(crate) fn close(self) -> Result<(), BodyError> {
        if self.errors.is_empty() { Ok(()) } else { Err(BodyError::Invalid(self.errors)) }
    }

    fn take(&mut self, name: &str) -> Option<Part> {
        let at = self.parts.iter().position(|part| part.name == name)?;
        Some(self.parts.swap_remove(at))
    }

    fn parse<T: FromStr<Err: Display>>(&mut self, name: &str, part: &Part) -> Option<T> {
        let charset = part.charset.as_deref().or(self.charset.as_deref());
        let text = head::decode(&part.content, charset);
        if let Some(secret) = text.as_ref().ok().and_then(|text| secrets::find(text)) {
            return self.refuse(name, secret);
        }
        let parsed = text.and_then(|text| text.parse().map_err(|error: T::Err| error.to_string()));
        parsed.map_err(|reason| self.refuse::<T>(name, reason)).ok()
    }

    fn refuse<T>(&mut self, name: &str, rule: impl Display) -> Option<T> {
        self.errors.push(FieldError { pointer: pointer(name), reason: rule.to_string() });
        None
    }
}

fn boundary(content_type: &str) -> Result<String, BodyError> {
    let (kind, parameters) = match parameters::split(content_type.as_bytes()) {
        Ok(read) => read,
        Err(reason) if content_type.trim_start().to_ascii_lowercase().starts_with(MEDIA_TYPE) => {
            return Err(malformed(format_args!("`Content-Type` {reason}")));
        }
        Err(_) => (String::new(), Vec::new()),
    };
    if kind != MEDIA_TYPE {
        return Err(BodyError::Unsupported {
            expected: MEDIA_TYPE.to_owned(),
            received: if content_type.is_empty() { "no content-type" } else { content_type }.to_owned(),
        });
    }
    let boundary = parameters.into_iter().find(|parameter| parameter.name == "boundary");
    let boundary = boundary.ok_or_else(|| {
        malformed(
            "`Content-Type` has no boundary: do not set this header yourself; send the one that your library creates with \
             the form",
        )
    })?;
    let is_length = (1..=MAX_BOUNDARY).contains(&boundary.value.len());
    match String::from_utf8(boundary.value) {
        Ok(text) if is_length && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) => Ok(text),
        Ok(text) => Err(malformed(format_args!(
            "the boundary must have 1 to {MAX_BOUNDARY} visible ASCII characters (RFC 2046, 5.1.1), not {}",
            text.chars().count()
        ))),
        Err(_) => Err(malformed("the boundary must be ASCII (RFC 2046, 5.1.1)")),
    }
}

fn malformed(reason: impl Display) -> BodyError {
    BodyError::Malformed(reason.to_string())
}

/// JSON pointer to a part (RFC 6901, section 3).
fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests;
