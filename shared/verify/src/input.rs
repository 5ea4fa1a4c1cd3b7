//! Parsing of a route's input: path, query, body, `If-Match`.

use contract::code::Code;
use contract::if_match::{IfMatch, InvalidIfMatch};
use contract::json::BodyError;
use contract::page::Cursors;
use contract::query::Query as _;
use contract::route::{Body, Media, PathParameters, RawBody, Route};

use crate::entry::too_large;
use crate::refusal::Refusal;
use crate::request::Request;

/// Parses `If-Match`.
fn if_match(value: &str) -> Result<IfMatch, Refusal> {
    value.parse().map_err(|error: InvalidIfMatch| {
        Refusal::new(Code::PreconditionFailed)
            .detail(error.to_string())
            .expected("an `ETag` in quotes, as in `If-Match: \"3\"`, or *")
            .received(brief(value.trim_matches([' ', '\t'])))
    })
}

/// Parsed input of a route.
pub struct Input<R: Route> {
    /// Variable segments of the path.
    pub path: R::Path,
    /// Query parameters.
    pub query: R::Query,
    /// Request body.
    pub body: R::Body,
    /// Precondition, if there is one.
    pub if_match: Option<IfMatch>,
}

impl<R: Route> Input<R> {
    /// Parses the route's input, and opens its cursor with `cursors`.
    ///
    /// # Errors
    /// `not_found` if a segment cannot be an id, `parameter_invalid`, `media_type_unsupported`, `body_invalid`,
    /// `validation_failed`; `precondition_failed` if `If-Match` has another form.
    pub fn read(request: &Request, cursors: &dyn Cursors) -> Result<Self, Refusal> {
        let segments = R::SPEC.match_path(&request.path).unwrap_or_default();
        Ok(Self {
            path: R::Path::parse(&segments).ok_or_else(|| Refusal::new(Code::NotFound))?,
            query: R::Query::read(&request.query, cursors)
                .map_err(|errors| Refusal::new(Code::ParameterInvalid).errors(errors))?,
            body: read_body::<R>(request)?,
            if_match: if R::SPEC.is_conditional() {
                request.header("if-match").map(if_match).transpose()?
            } else {
                None
            },
        })
    }
}

fn read_body<R: Route>(request: &Request) -> Result<R::Body, Refusal> {
    match R::Body::MEDIA {
        Media::Json => check_json(request)?,
        // Clients send `{}` with a POST without content. With other methods a body has no meaning (RFC 9110, section
        // 9.3.1), so it is a mistake.
        Media::Empty if request.method != "POST" && !request.body.is_empty() => {
            return Err(Refusal::new(Code::BodyInvalid).detail("This route takes no body. Send none."));
        }
        Media::Empty | Media::Form | Media::Any => {}
    }
    let sent = RawBody { content_type: request.header("content-type"), bytes: &request.body };
    R::Body::read(sent).map_err(|error| match error {
        BodyError::TooLarge { expected, received } => too_large(&R::SPEC, expected, received),
        error => error.into(),
    })
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::Malformed(reason) => Self::new(Code::BodyInvalid).detail(cut(&reason, MAX_RULE)),
            BodyError::Invalid(errors) => Self::new(Code::ValidationFailed).errors(errors),
            BodyError::Unsupported { expected, received } => {
                Self::new(Code::MediaTypeUnsupported).expected(expected).received(brief(&received))
            }
            BodyError::TooLarge { expected, received } => {
                Self::new(Code::BodyTooLarge).expected(expected).received(brief(&received))
            }
        }
    }
}

/// Media types of a JSON body. A PATCH also accepts a merge patch (RFC 7396).
const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

fn check_json(request: &Request) -> Result<(), Refusal> {
    let sent = request.header("content-type").unwrap_or_default();
    let mut parts = sent.split(';').map(str::trim);
    let taken = if request.method == "PATCH" { &[JSON, MERGE_PATCH][..] } else { &[JSON] };
    let json = parts.next().is_some_and(|media| taken.iter().any(|taken| media.eq_ignore_ascii_case(taken)));
    // RFC 8259, 8.1: JSON is UTF-8; the parameter may repeat that. RFC 9110, 5.6.6: a parameter may be empty.
    let wrong = parts.filter(|parameter| !parameter.is_empty()).find_map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if !name.trim().eq_ignore_ascii_case("charset") {
            return Some(format!("The parameter `{}` of `Content-Type` is not supported. Remove it.", brief(name)));
        }
        let value = value.trim_matches('"');
        let utf8 = ["utf-8", "utf8"].iter().any(|utf8| value.eq_ignore_ascii_case(utf8));
        (!utf8).then(|| "JSON must be UTF-8: send `charset=utf-8`, or no parameter.".to_owned())
    });
    if json && wrong.is_none() {
        return Ok(());
    }
    let received = if sent.is_empty() { "no content-type".to_owned() } else { brief(sent) };
    let refusal = Refusal::new(Code::MediaTypeUnsupported).expected(taken.join(", ")).received(received);
    Err(match wrong {
        Some(detail) if json => refusal.detail(detail),
        _ => refusal,
    })
}

/// Most bytes of a header that an answer repeats.
const MAX_SHOWN: usize = 200;

/// Most bytes of a malformed body's description.
const MAX_RULE: usize = 1_000;

fn brief(header: &str) -> String {
    cut(header, MAX_SHOWN)
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().find(|(at, _)| *at >= limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_is_one_strong_tag_or_any() {
        let read = |value| if_match(value).map_err(|refusal| refusal.text().to_owned());
        assert_eq!(read("*"), Ok(IfMatch::Any));
        assert_eq!(read("\"3\""), Ok(IfMatch::Revision(3)));
        assert_eq!(read(" \"3\" "), Ok(IfMatch::Revision(3)));
        for other in ["\"\"", "\"03\"", "\"abc\"", "\"-1\"", "\"99999999999999999999\""] {
            assert_eq!(read(other), Ok(IfMatch::Never), "{other}");
        }
        for (wrong, told) in [
            ("W/\"3\"", "weak"),
            ("3", "no tag in quotes"),
            ("'3'", "no tag in quotes"),
            ("", "no tag in quotes"),
            ("\"3", "no tag in quotes"),
            ("\"3\", \"4\"", "several"),
            ("*, \"3\"", "several"),
            ("**", "no tag in quotes"),
        ] {
            let refusal = if_match(wrong).unwrap_err();
            assert!(
                refusal.text().contains(told) && refusal.text().contains("in quotes"),
                "{wrong}: {}",
                refusal.text()
            );
            assert_eq!((refusal.code(), refusal.reception()), (Code::PreconditionFailed, Some(wrong)));
        }
    }

    fn media(method: &str, content_type: &str) -> Result<(), Refusal> {
        check_json(&Request {
            method: method.to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: bytes::Bytes::new(),
            source_ip: None,
        })
    }

    #[test]
    fn json_is_utf_8_under_any_name() {
        for good in [
            "application/json", "Application/JSON", "application/json;", "application/json; ;",
            "application/json;charset=utf-8", "application/json; charset=UTF8", "application/json; Charset=\"utf-8\"",
            "application/json;charset=utf8;",
        ] {
            assert!(media("POST", good).is_ok() && media("PATCH", good).is_ok(), "{good}");
        }
        let merge = "application/merge-patch+json; charset=utf-8";
        assert!(media("PATCH", merge).is_ok());
        for (method, bad) in [
            ("POST", merge),
            ("PUT", merge),
            ("POST", ""),
            ("POST", "text/json"),
            ("POST", "application/jsonp"),
            ("POST", "application/json; charset=latin1"),
            ("POST", "application/json; charset=utf-16"),
            ("POST", "application/json; boundary=x"),
            ("POST", "application/json,application/json"),
            ("PATCH", "application/json-patch+json"),
        ] {
            let refusal = media(method, bad).unwrap_err();
            let received = if bad.is_empty() { "no content-type" } else { bad };
            assert_eq!(refusal.reception(), Some(received));
            assert!(refusal.expectation().is_some_and(|expected| expected.starts_with(JSON)));
        }
        for (sent, told) in [
            ("application/json; odata=verbose", "parameter `odata`"),
            ("application/json; v2", "parameter `v2`"),
            ("application/json; charset=latin1", "JSON must be UTF-8"),
        ] {
            let refusal = media("POST", sent).unwrap_err();
            assert!(refusal.text().contains(told), "{}", refusal.text());
        }
        let long = format!("text/{}", "x".repeat(9_000));
        assert!(media("POST", &long).unwrap_err().reception().unwrap().len() < 210);
    }
}
