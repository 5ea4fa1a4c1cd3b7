//! What a route takes, read from the request: path, query, body, `If-Match`.

use contract::code::Code;
use contract::json::BodyError;
use contract::page::Cursors;
use contract::query::Query as _;
use contract::route::{Body, Media, PathParameters, Route, Sent};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::shape::too_large;

/// A precondition on a record's revision (RFC 9110, 13.1.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IfMatch {
    /// `*`: any revision.
    Any,
    /// This revision.
    Revision(u64),
    /// A tag that no record of ours bears.
    Never,
}

impl IfMatch {
    fn read(value: &str) -> Self {
        if value == "*" {
            return Self::Any;
        }
        let tag = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let revision = tag.and_then(|tag| tag.parse().ok().filter(|revision: &u64| revision.to_string() == tag));
        revision.map_or(Self::Never, Self::Revision)
    }

    /// Whether a record at `revision` may be changed.
    #[must_use]
    pub fn allows(self, revision: u64) -> bool {
        match self {
            Self::Any => true,
            Self::Revision(wanted) => wanted == revision,
            Self::Never => false,
        }
    }
}

/// What a route takes, parsed.
pub struct Input<R: Route> {
    /// The varying segments of the path.
    pub path: R::Path,
    /// The query parameters.
    pub query: R::Query,
    /// The body.
    pub body: R::Body,
    /// The precondition, if there is one.
    pub if_match: Option<IfMatch>,
}

impl<R: Route> Input<R> {
    /// Reads what the route takes; a cursor is opened by `cursors`.
    ///
    /// # Errors
    /// `not_found` where a segment cannot be an id, `parameter_invalid`, `media_type_unsupported`,
    /// `body_invalid`, `validation_failed`.
    pub fn read(request: &Request, cursors: &dyn Cursors) -> Result<Self, Refusal> {
        let segments = R::SPEC.match_path(&request.path).unwrap_or_default();
        Ok(Self {
            path: R::Path::parse(&segments).ok_or_else(|| Refusal::new(Code::NotFound))?,
            query: R::Query::read(&request.query, cursors)
                .map_err(|errors| Refusal::new(Code::ParameterInvalid).errors(errors))?,
            body: read_body::<R>(request)?,
            if_match: request.header("if-match").map(IfMatch::read),
        })
    }
}

fn read_body<R: Route>(request: &Request) -> Result<R::Body, Refusal> {
    if R::Body::MEDIA == Media::Json {
        check_json(request)?;
    }
    let sent = Sent { content_type: request.header("content-type"), bytes: &request.body };
    R::Body::read(sent).map_err(|error| match error {
        BodyError::Malformed(reason) => Refusal::new(Code::BodyInvalid).detail(reason),
        BodyError::Invalid(errors) => Refusal::new(Code::ValidationFailed).errors(errors),
        BodyError::Unsupported { expected, received } => {
            Refusal::new(Code::MediaTypeUnsupported).expected(expected).received(received)
        }
        BodyError::TooLarge { expected, received } => too_large(&R::SPEC, expected, received),
    })
}

fn check_json(request: &Request) -> Result<(), Refusal> {
    let sent = request.header("content-type").unwrap_or_default();
    let mut parts = sent.split(';').map(str::trim);
    let json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    // RFC 8259, 8.1: JSON is UTF-8; the parameter may repeat that.
    let utf8 = parts.all(|parameter| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            name.eq_ignore_ascii_case("charset") && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    });
    if json && utf8 {
        return Ok(());
    }
    let received = if sent.is_empty() { "no content-type" } else { sent };
    Err(Refusal::new(Code::MediaTypeUnsupported).expected("application/json").received(received))
}
