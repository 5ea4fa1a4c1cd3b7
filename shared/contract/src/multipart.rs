//! Reading a `multipart/form-data` body (RFC 7578).
//!
//! As with JSON, a name that occurs twice is malformed, and every wrong part is reported at once, by a JSON pointer
//! that is its name.

use std::fmt::Display;
use std::str::FromStr;

use futures::FutureExt as _;
use futures::stream;
use multer::{Field, Multipart};
use sha2::{Digest, Sha256};

use crate::json::BodyError;
use crate::problem::FieldError;
use crate::route::Sent;

/// What a form's `Content-Type` must say.
pub const MEDIA_TYPE: &str = "multipart/form-data";
/// Parts of a form, at most: more are not even looked at.
const MAX_PARTS: usize = 100;
/// RFC 2046, 5.1.1.
const MAX_BOUNDARY: usize = 70;

/// A part's content.
pub(crate) struct Part {
    name: String,
    file_name: Option<String>,
    pub(crate) content: Vec<u8>,
    pub(crate) sha256: [u8; 32],
}

/// The parts of a form, taken one by one.
pub(crate) struct Form {
    parts: Vec<Part>,
    errors: Vec<FieldError>,
}

impl Form {
    /// Reads a body's parts, of which each may have `limit` bytes.
    pub(crate) fn read(sent: Sent<'_>, known: &[&str], limit: usize) -> Result<Self, BodyError> {
        let boundary = boundary(sent.content_type.unwrap_or_default())?;
        let whole = stream::iter([Ok::<_, std::convert::Infallible>(sent.bytes.clone())]);
        // The parser is made for bodies that are still arriving. All of this one is here, so it never waits.
        let read = read_parts(Multipart::new(whole, boundary), known, limit).now_or_never();
        read.unwrap_or_else(|| Err(malformed("the form does not end")))
    }

    /// The file in the part of this name, which there must be.
    pub(crate) fn file(&mut self, name: &str) -> Option<Part> {
        let Some(part) = self.take(name) else { return self.refuse(name, "is required") };
        if part.content.is_empty() { self.refuse(name, "must not be empty") } else { Some(part) }
    }

    /// What the part of this name says, which there must be.
    pub(crate) fn text<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        match self.take(name) {
            Some(part) => self.parse(name, part),
            None => self.refuse(name, "is required"),
        }
    }

    /// What the part of this name says, if there is one.
    pub(crate) fn optional_text<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        let part = self.take(name)?;
        self.parse(name, part)
    }

    /// The name that a part's file had: the last segment, since some clients send the whole path.
    pub(crate) fn file_name<T: FromStr<Err: Display>>(&mut self, name: &str, part: &Part) -> Option<T> {
        let last = part.file_name.as_deref()?.rsplit(['/', '\\']).next().filter(|last| !last.is_empty())?;
        last.parse().map_err(|error| self.refuse::<T>(name, format_args!("has a file name that {error}"))).ok()
    }

    /// Refuses the form where anything was wrong.
    pub(crate) fn close(self) -> Result<(), BodyError> {
        if self.errors.is_empty() { Ok(()) } else { Err(BodyError::Invalid(self.errors)) }
    }

    fn take(&mut self, name: &str) -> Option<Part> {
        let at = self.parts.iter().position(|part| part.name == name)?;
        Some(self.parts.swap_remove(at))
    }

    fn parse<T: FromStr<Err: Display>>(&mut self, name: &str, part: Part) -> Option<T> {
        match String::from_utf8(part.content) {
            Ok(text) => text.parse().map_err(|error| self.refuse::<T>(name, error)).ok(),
            Err(_) => self.refuse(name, "must be text in UTF-8"),
        }
    }

    fn refuse<T>(&mut self, name: &str, rule: impl Display) -> Option<T> {
        self.errors.push(FieldError { pointer: pointer(name), reason: rule.to_string() });
        None
    }
}

fn boundary(content_type: &str) -> Result<String, BodyError> {
    let is_form = content_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(MEDIA_TYPE));
    match multer::parse_boundary(content_type) {
        Ok(boundary) if (1..=MAX_BOUNDARY).contains(&boundary.len()) => Ok(boundary),
        Ok(_) => Err(malformed(format_args!("the boundary must have 1 to {MAX_BOUNDARY} characters"))),
        Err(multer::Error::NoBoundary) => Err(malformed("`Content-Type` names no boundary")),
        Err(_) if is_form => Err(malformed("`Content-Type` cannot be read")),
        Err(_) => Err(BodyError::Unsupported {
            expected: MEDIA_TYPE.to_owned(),
            received: if content_type.is_empty() { "no content-type" } else { content_type }.to_owned(),
        }),
    }
}

async fn read_parts(mut form: Multipart<'_>, known: &[&str], limit: usize) -> Result<Form, BodyError> {
    let (mut parts, mut errors): (Vec<Part>, Vec<FieldError>) = (Vec::new(), Vec::new());
    let mut unknown = Vec::new();
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        if field.index() >= MAX_PARTS {
            return Err(malformed(format_args!("the form has more than {MAX_PARTS} parts")));
        }
        let name = field.name().filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| malformed("a part has no name"))?.to_owned();
        if unknown.contains(&name) || parts.iter().any(|part| part.name == name) {
            return Err(malformed(format_args!("the part {name:?} occurs twice")));
        }
        let part = read_part(field, name, limit).await?;
        if known.contains(&part.name.as_str()) {
            parts.push(part);
        } else {
            errors.push(FieldError { pointer: pointer(&part.name), reason: "is not a known field".to_owned() });
            unknown.push(part.name);
        }
    }
    Ok(Form { parts, errors })
}

async fn read_part(mut field: Field<'_>, name: String, limit: usize) -> Result<Part, BodyError> {
    let file_name = field.file_name().map(str::to_owned);
    let (mut content, mut digest) = (Vec::new(), Sha256::new());
    while let Some(chunk) = field.chunk().await.map_err(malformed)? {
        if content.len() + chunk.len() > limit {
            let received = format!("{} bytes or more in {name:?}", content.len() + chunk.len());
            return Err(BodyError::TooLarge { expected: format!("at most {limit} bytes in a part"), received });
        }
        digest.update(&chunk);
        content.extend_from_slice(&chunk);
    }
    Ok(Part { name, file_name, content, sha256: digest.finalize().into() })
}

fn malformed(reason: impl Display) -> BodyError {
    BodyError::Malformed(reason.to_string())
}

/// RFC 6901, section 3.
fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DocumentType, FileMedia, MAX_FILE, NewDocument};
    use crate::route::Body as _;

    const CONTENT_TYPE: &str = "multipart/form-data; boundary=B";

    fn part(head: &str, content: &[u8]) -> Vec<u8> {
        [format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(), content, b"\r\n"].concat()
    }

    fn form(parts: &[Vec<u8>]) -> Vec<u8> {
        [parts.concat(), b"--B--\r\n".to_vec()].concat()
    }

    fn read_as(content_type: Option<&str>, body: Vec<u8>) -> Result<NewDocument, BodyError> {
        NewDocument::read(Sent { content_type, bytes: &body.into() })
    }

    fn read(parts: &[Vec<u8>]) -> Result<NewDocument, BodyError> {
        read_as(Some(CONTENT_TYPE), form(parts))
    }

    fn file(content: &[u8]) -> Vec<u8> {
        part(r#"name="file"; filename="a.pdf""#, content)
    }

    fn kind(text: &str) -> Vec<u8> {
        part(r#"name="type""#, text.as_bytes())
    }

    #[track_caller]
    fn assert_malformed(outcome: Result<NewDocument, BodyError>, reason: &str) {
        match outcome {
            Err(BodyError::Malformed(found)) => assert!(found.contains(reason), "{found}"),
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn assert_invalid(outcome: Result<NewDocument, BodyError>, expected: &[(&str, &str)]) {
        let Err(BodyError::Invalid(errors)) = outcome else { panic!("{outcome:?}") };
        let found: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.reason.as_str())).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((pointer, reason), (wanted, rule)) in found.iter().zip(expected) {
            assert!(pointer == wanted && reason.contains(rule), "{found:?}");
        }
    }

    #[test]
    fn every_byte_arrives_and_is_hashed() {
        let content: Vec<u8> = b"%PDF-1.7\n".iter().copied().chain(0..=255).chain(*b"\r\n--A\r\n\r\n--").collect();
        let read = read(&[kind("INVOICE"), file(&content), part(r#"name="description""#, "März".as_bytes())]).unwrap();
        assert_eq!(read.content, content);
        assert_eq!(read.sha256, <[u8; 32]>::from(Sha256::digest(&content)));
        assert_eq!((read.r#type, read.media_type), (DocumentType::Invoice, FileMedia::Pdf));
        assert_eq!(read.description.unwrap().as_str(), "März");
        assert_eq!(read.file_name.unwrap().as_str(), "a.pdf");
    }

    #[test]
    fn a_file_name_is_its_last_segment_or_none() {
        for (head, expected) in [
            (r#"name="file""#, None),
            (r#"name="file"; filename="""#, None),
            (r#"name="file"; filename="/etc/passwd""#, Some("passwd")),
            (r#"name="file"; filename="C:\scans\me.pdf""#, Some("me.pdf")),
            (r#"name="file"; filename="übersicht.pdf""#, Some("übersicht.pdf")),
        ] {
            let read = read(&[part(head, b"%PDF-1.7"), kind("OTHER")]).unwrap();
            assert_eq!(read.file_name.as_ref().map(|name| name.as_str()), expected, "{head}");
        }
        let long = format!(r#"name="file"; filename="{}""#, "n".repeat(256));
        assert_invalid(
            read(&[part(&long, b"%PDF-1.7"), kind("OTHER")]),
            &[("/file", "has a file name that must have")],
        );
    }

    #[test]
    fn what_is_missing_empty_unknown_or_wrong_is_told_at_once() {
        assert_invalid(read(&[]), &[("/file", "is required"), ("/type", "is required")]);
        assert_invalid(read(&[file(b""), kind("X")]), &[("/file", "must not be empty"), ("/type", "must be one of")]);
        let more =
            [file(b"%PDF-1.7"), kind("OTHER"), part(r#"name="a/b~""#, b"x"), part(r#"name="description""#, b"\xff")];
        assert_invalid(read(&more), &[("/a~1b~0", "is not a known field"), ("/description", "UTF-8")]);
    }

    #[test]
    fn a_form_that_is_no_form_is_malformed() {
        let whole = form(&[file(b"%PDF-1.7"), kind("OTHER")]);
        assert!(read_as(Some(CONTENT_TYPE), whole.clone()).is_ok());
        for end in [0, 3, 10, 60, whole.len() - 8] {
            assert_malformed(read_as(Some(CONTENT_TYPE), whole[..end].to_vec()), "");
        }
        assert_malformed(read_as(Some("multipart/form-data; boundary=other"), whole.clone()), "incomplete");
        assert_malformed(read_as(Some("multipart/form-data"), whole.clone()), "names no boundary");
        assert_malformed(read_as(Some("multipart/form-data; boundary=\"\""), whole.clone()), "cannot be read");
        let long = format!("multipart/form-data; boundary={}", "b".repeat(71));
        assert_malformed(read_as(Some(&long), whole), "1 to 70");
        assert_malformed(read(&[part("x=1", b"y")]), "a part has no name");
        assert_malformed(read(&[part(r#"name="""#, b"y")]), "a part has no name");
        assert_malformed(read(&[kind("OTHER"), kind("OTHER")]), "occurs twice");
        assert_malformed(read(&[part(r#"name="x""#, b"1"), part(r#"name="x""#, b"2")]), "occurs twice");
        let many: Vec<_> = (0..=MAX_PARTS).map(|at| part(&format!(r#"name="p{at}""#), b"")).collect();
        assert_malformed(read(&many), "more than 100 parts");
    }

    #[test]
    fn only_forms_are_read() {
        for content_type in [None, Some("application/json"), Some("multipart/mixed; boundary=B"), Some("form")] {
            let Err(BodyError::Unsupported { expected, received }) = read_as(content_type, form(&[])) else {
                panic!("{content_type:?}")
            };
            assert_eq!((expected.as_str(), received.as_str()), (MEDIA_TYPE, content_type.unwrap_or("no content-type")));
        }
    }

    #[test]
    fn a_byte_too_many_is_too_large() {
        let mut content = b"%PDF-1.7".to_vec();
        content.resize(MAX_FILE, 0);
        assert_eq!(read(&[kind("OTHER"), file(&content)]).unwrap().content.len(), MAX_FILE);
        content.push(0);
        let outcome = read(&[kind("OTHER"), file(&content)]);
        assert!(matches!(outcome, Err(BodyError::TooLarge { .. })), "{outcome:?}");
    }

    #[test]
    fn a_program_is_no_document_whatever_its_name() {
        let outcome = read(&[kind("OTHER"), file(b"MZ\x90\0\x03")]);
        assert!(matches!(outcome, Err(BodyError::Unsupported { .. })), "{outcome:?}");
    }
}
