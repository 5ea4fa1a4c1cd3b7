//! Uploads of files too large for a request body.
//!
//! The partner sends the file to S3, at a signed address that accepts only the declared bytes, and then confirms it.
//! The document exists from then on.

use std::collections::BTreeMap;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::{Document, DocumentType, FileMedia};
use crate::file_name::FileName;
use crate::id::{DocumentId, OrganizationId};
use crate::json::{FromJson, Json, Reader, object, schema};
use crate::problem::FieldError;
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::{InvalidValue, Text, text_type};

/// Most bytes of an uploaded file.
///
/// A scanned contract is far smaller, and S3 copies it well within the time limit of a function.
pub const MAX_UPLOAD: u64 = 100 * 1024 * 1024;

/// Lifetime of an upload's address and confirmation, in seconds.
///
/// The largest file takes a quarter of it at 1 Mbit/s.
pub const UPLOAD_SECONDS: i64 = 60 * 60;

/// Lower-case hex SHA-256.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sha256Hex(String);

impl FromStr for Sha256Hex {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 64 || !text.bytes().all(digit) {
            return Err(InvalidValue::new("must be a SHA-256: 64 digits of lower-case hex"));
        }
        Ok(Self(text.to_owned()))
    }
}

text_type!(Sha256Hex, {
    "type": "string", "pattern": "^[0-9a-f]{64}$",
    "examples": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
});

/// Size of a file in bytes: 1 to [`MAX_UPLOAD`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UploadSize(u64);

impl UploadSize {
    /// Returns the number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl FromJson for UploadSize {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let number = serde_json::Number::from_json(value, at)?;
        let size = number.as_u64().filter(|number| (1..=MAX_UPLOAD).contains(number));
        if size.is_none() {
            at.refuse(format_args!("must be a whole number of bytes from 1 to {MAX_UPLOAD}"));
        }
        size.map(Self)
    }
}

schema!(inline UploadSize, { "type": "integer", "minimum": 1, "maximum": MAX_UPLOAD, "examples": [73_400_320] });

object! {
    /// Request body that starts an upload.
    pub struct NewUpload {
        /// Type of the document.
        pub r#type: DocumentType,
        /// Description of the document.
        #[schemars(example = &"Audited accounts of 2025")]
        pub description: Option<Text<1, 1000>>,
        /// Original name of the file.
        #[schemars(example = &"accounts-2025.pdf")]
        pub file_name: Option<FileName>,
        /// Size of the file in bytes: 1 to 104,857,600.
        pub size: UploadSize,
        /// Lower-case hex SHA-256 of the file. S3 refuses other content.
        pub sha256: Sha256Hex,
        /// Media type of the file. The confirmation checks it against the content.
        pub media_type: FileMedia,
    }
}

/// Upload that was started and not confirmed, as stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PendingUpload {
    /// Id that the document will have.
    pub id: DocumentId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Declared properties.
    #[serde(flatten)]
    pub declared: NewUpload,
    /// Time of the start.
    pub created_at: Timestamp,
    /// Latest time of the confirmation.
    pub expires_at: Timestamp,
}

impl PendingUpload {
    /// Returns the differences between received and declared bytes; `sha256` is S3's, if it has one.
    pub fn differences(&self, size: u64, sha256: Option<&str>) -> Vec<FieldError> {
        let (declared_size, declared_sha256) = (self.declared.size.get(), self.declared.sha256.as_str());
        let differs = |pointer: &str, found: &str, declared: &str| FieldError {
            pointer: pointer.to_owned(),
            reason: format!("does not match the upload: you declared {declared}, and uploaded {found}"),
        };
        let size = (size != declared_size).then(|| differs("/size", &size.to_string(), &declared_size.to_string()));
        let sha256 =
            (sha256 != Some(declared_sha256)).then(|| differs("/sha256", sha256.unwrap_or("unknown"), declared_sha256));
        size.into_iter().chain(sha256).collect()
    }

    /// Returns the document after confirmation.
    pub fn into_document(self) -> Document {
        let Self { id, org_id, declared, created_at, .. } = self;
        Document {
            id,
            org_id,
            r#type: declared.r#type,
            description: declared.description,
            file_name: declared.file_name,
            media_type: declared.media_type,
            size: declared.size.get(),
            sha256: declared.sha256.to_string(),
            created_at,
        }
    }
}

/// Address for uploading a file.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    /// Id to confirm the upload with. The document will have the same id.
    pub id: DocumentId,
    /// URL for a `PUT` of the file. Do not send the API's credentials to it.
    #[schemars(example = &"https://nuvera-documents.s3.eu-central-1.amazonaws.com/uploads/…")]
    pub upload_url: String,
    /// Headers to send with the file. Send exactly these, since they are signed.
    #[schemars(example = serde_json::json!({ "content-type": "application/pdf" }))]
    pub headers: BTreeMap<String, String>,
    /// Time at which the URL and the confirmation expire.
    pub expires_at: Timestamp,
}

impl Output for Upload {}

/// Hides the address, which allows anyone to upload the file.
impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::IdSeed;
    use crate::json::{BodyError, parse};

    fn body(size: &str, sha256: &str) -> Vec<u8> {
        format!(r#"{{"type":"OTHER","size":{size},"sha256":"{sha256}","mediaType":"image/png"}}"#).into_bytes()
    }

    #[test]
    fn a_size_is_at_least_one_byte_and_a_hash_is_lower_case_hex() {
        let hash = "0f".repeat(32);
        for size in ["1", "104857600"] {
            assert!(parse::<NewUpload>(&body(size, &hash)).is_ok(), "{size}");
        }
        let refused = |body: Vec<u8>| match parse::<NewUpload>(&body) {
            Err(BodyError::Invalid(errors)) => errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        for size in ["0", "104857601", "-1", "1.5", "\"1\"", "null"] {
            assert_eq!(refused(body(size, &hash)), ["/size"], "{size}");
        }
        for hash in ["", &"0F".repeat(32), &"0".repeat(63), &"0".repeat(65), &"g".repeat(64)] {
            assert_eq!(refused(body("1", hash)), ["/sha256"], "{hash}");
        }
    }

    #[test]
    fn differences_from_the_declaration_are_named() {
        let hash = "0f".repeat(32);
        let seed = IdSeed { millis: 1, random: 1 };
        let upload = PendingUpload {
            id: DocumentId::new(seed),
            org_id: OrganizationId::new(seed),
            declared: parse(&body("7", &hash)).unwrap(),
            created_at: Timestamp::from_seconds(1),
            expires_at: Timestamp::from_seconds(2),
        };
        let pointers = |size, sha256: Option<&str>| {
            upload.differences(size, sha256).into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        assert!(pointers(7, Some(&hash)).is_empty());
        assert_eq!(pointers(8, Some(&hash)), ["/size"]);
        assert_eq!(pointers(7, None), ["/sha256"]);
        assert_eq!(pointers(6, Some("00")), ["/size", "/sha256"]);
        assert_eq!(format!("{upload:?}").matches("http").count(), 0);
    }
}
