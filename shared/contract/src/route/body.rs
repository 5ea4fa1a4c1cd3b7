//! What a route takes.

use bytes::Bytes;
use schemars::JsonSchema;

use crate::json::{self, BodyError};

/// What a body may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    /// There is none.
    Empty,
    /// `application/json`
    Json,
    /// `multipart/form-data`
    Form,
    /// Anything: the route does not read it.
    Any,
}

/// A body as it was sent.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// What `Content-Type` says.
    pub content_type: Option<&'a str>,
    /// Its bytes.
    pub bytes: &'a Bytes,
}

/// A body, parsed.
pub trait Body: Sized {
    /// What media type it has.
    const MEDIA: Media;
    /// Reads it.
    ///
    /// # Errors
    /// See [`BodyError`].
    fn read(sent: Sent<'_>) -> Result<Self, BodyError>;
}

impl Body for () {
    const MEDIA: Media = Media::Empty;
    fn read(sent: Sent<'_>) -> Result<Self, BodyError> {
        let nothing = sent.bytes.trim_ascii();
        if nothing.is_empty() {
            return Ok(());
        }
        // Told as what it is not, whatever else is wrong with it.
        json::parse(nothing)
            .map_err(|_| BodyError::Malformed("this route takes no body: send none, {} or null".to_owned()))
    }
}

/// A body that the route does not look at.
#[derive(Clone, Copy, Debug, JsonSchema)]
pub struct AnyBody;

impl Body for AnyBody {
    const MEDIA: Media = Media::Any;
    fn read(_: Sent<'_>) -> Result<Self, BodyError> {
        Ok(Self)
    }
}

macro_rules! json_body {
    ($($type:path),+ $(,)?) => {$(
        impl Body for $type {
            const MEDIA: Media = Media::Json;
            fn read(sent: Sent<'_>) -> Result<Self, BodyError> {
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
