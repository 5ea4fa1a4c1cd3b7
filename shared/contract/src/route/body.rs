//! Request bodies of routes.

use bytes::Bytes;
use schemars::JsonSchema;

use crate::json::{self, BodyError};

/// Media type of a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    /// No body.
    Empty,
    /// `application/json`
    Json,
    /// `multipart/form-data`
    Form,
    /// Any media type: the route does not parse it.
    Any,
}

/// Body as received.
#[derive(Clone, Copy)]
pub struct RawBody<'a> {
    /// Value of `Content-Type`.
    pub content_type: Option<&'a str>,
    /// Bytes of the body.
    pub bytes: &'a Bytes,
}

/// Parsed body.
pub trait Body: Sized {
    /// Media type.
    const MEDIA: Media;
    /// Parses the body.
    ///
    /// # Errors
    /// See [`BodyError`].
    fn read(sent: RawBody<'_>) -> Result<Self, BodyError>;
}

impl Body for () {
    const MEDIA: Media = Media::Empty;
    fn read(sent: RawBody<'_>) -> Result<Self, BodyError> {
        let nothing = sent.bytes.trim_ascii();
        if nothing.is_empty() {
            return Ok(());
        }
        // The error names the actual problem, whatever else is wrong with the body.
        json::parse(nothing)
            .map_err(|_| BodyError::Malformed("this route takes no body: send none, {} or null".to_owned()))
    }
}

/// Body that the route ignores.
#[derive(Clone, Copy, Debug, JsonSchema)]
pub struct AnyBody;

impl Body for AnyBody {
    const MEDIA: Media = Media::Any;
    fn read(_: RawBody<'_>) -> Result<Self, BodyError> {
        Ok(Self)
    }
}

macro_rules! json_body {
    ($($type:path),+ $(,)?) => {$(
        impl Body for $type {
            const MEDIA: Media = Media::Json;
            fn read(sent: RawBody<'_>) -> Result<Self, BodyError> {
                json::parse(sent.bytes)
            }
        }
    )+};
}
json_body!(
    crate::application::ApplicationPatch,
    crate::application::NewApiKey,
    crate::application::NewApplication,
    crate::application::NewSigningKey,
    crate::application::PastedKey,
    crate::beneficiary::BeneficiaryPatch,
    crate::beneficiary::BeneficiaryProfile,
    crate::customer::CustomerPatch,
    crate::customer::NewCustomer,
    crate::member::NewMember,
    crate::organization::NewOrganization,
    crate::organization::OrganizationPatch,
    crate::payment::NewPayment,
    crate::payment::PaymentPatch,
    crate::payment::PaymentReview,
    crate::quote::NewQuote,
    crate::rates::NewRates,
    crate::review::Review,
    crate::screening::NewDecision,
    crate::ticket::NewMessage,
    crate::ticket::NewTicket,
    crate::upload::NewUpload,
);
