//! Documents: files of partners, attached to customers, persons and tickets.

use schemars::{JsonSchema, json_schema};
use serde::{Deserialize, Serialize};

use crate::file::{Excerpt, InvalidFile, judge};
use crate::file_name::FileName;
use crate::id::{DocumentId, OrganizationId};
use crate::json::{BodyError, list_query, names};
use crate::multipart::{Form, Part};
use crate::problem::FieldError;
use crate::route::{Body, Media, Output, RawBody};
use crate::time::Timestamp;
use crate::value::Text;

/// Most bytes of a file.
pub const MAX_FILE: usize = 4 * 1024 * 1024;

/// Most bytes of an upload: the file and the form around it.
///
/// A Lambda function takes 6 MB (6,291,456 bytes) per event. The body comes in base64, 4 characters for 3 bytes:
/// 4,210,688 bytes make 5,614,252 characters. That leaves 677,204 bytes for the rest of the event. API Gateway's
/// headers take 10 KB of them.
pub const UPLOAD_LIMIT: usize = MAX_FILE + 16 * 1024;

/// Most documents that a record names, each counted once.
///
/// One transaction writes the record, an entry in its log, its screening, and every document that it starts or stops
/// naming: 3 + 2 × 48 of the 100 items that DynamoDB allows.
pub const MAX_ATTACHED: usize = 48;

names! {
    /// Type of a document.
    pub enum DocumentType {
        /// Passport, identity card or driving licence.
        Identity = "IDENTITY",
        ProofOfAddress = "PROOF_OF_ADDRESS",
        /// Extract from the company register, or articles of association.
        CompanyRegistration = "COMPANY_REGISTRATION",
        /// Proof of a company's owners.
        Ownership = "OWNERSHIP",
        FinancialStatement = "FINANCIAL_STATEMENT",
        BankStatement = "BANK_STATEMENT",
        Contract = "CONTRACT",
        Invoice = "INVOICE",
        Other = "OTHER",
    }
}

names! {
    /// Media type of a file, detected from its content.
    pub enum FileMedia {
        Pdf = "application/pdf",
        Png = "image/png",
        Jpeg = "image/jpeg",
    }
}

impl FileMedia {
    /// Returns the usual extension of such files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// Returns the accepted extensions of such files, in lower case.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
        }
    }

    /// Returns the names of all, for an error message.
    pub fn expected() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

/// Form that uploads a document.
#[derive(Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Type of the document.
    pub r#type: DocumentType,
    /// Description of the document.
    pub description: Option<Text<1, 1000>>,
    /// Original name of the file.
    pub file_name: Option<FileName>,
    /// Detected media type.
    pub media_type: FileMedia,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Content of the file.
    pub content: Vec<u8>,
}

/// Shows no content, which could be a passport.
impl std::fmt::Debug for NewDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewDocument({} of {} bytes)", self.media_type, self.content.len())
    }
}

impl Body for NewDocument {
    const MEDIA: Media = Media::Form;

    fn read(sent: RawBody<'_>) -> Result<Self, BodyError> {
        let mut form = Form::read(sent, &["file", "type", "description"], MAX_FILE)?;
        let file = form.file("file");
        let r#type = form.text("type");
        let description = form.optional_text("description");
        let file_name = file.as_ref().and_then(|file| form.file_name("file", file));
        form.close()?;
        // `close` reported what is missing.
        let (Some(file), Some(r#type)) = (file, r#type) else { return Err(BodyError::Invalid(Vec::new())) };
        let media_type = media_type(&file)?;
        Ok(Self { r#type, description, file_name, media_type, sha256: file.sha256, content: file.content })
    }
}

fn media_type(file: &Part) -> Result<FileMedia, BodyError> {
    let invalid = |reason: String| BodyError::Invalid(vec![FieldError { pointer: "/file".to_owned(), reason }]);
    judge(Excerpt::whole(&file.content)).map_err(|rejection| match rejection {
        InvalidFile::Kind(_) if !file.is_file => invalid(
            "is a text field without a file name, and its text is not a PDF, PNG or JPEG: send the file itself (with \
             curl: -F file=@contract.pdf)"
                .to_owned(),
        ),
        InvalidFile::Kind(received) => BodyError::Unsupported { expected: FileMedia::expected(), received },
        broken => invalid(broken.to_string()),
    })
}

impl JsonSchema for NewDocument {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NewDocument".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut r#type = generator.subschema_for::<DocumentType>();
        r#type.insert("examples".to_owned(), serde_json::json!(["COMPANY_REGISTRATION"]));
        let mut description = generator.subschema_for::<Text<1, 1000>>();
        description.insert("examples".to_owned(), serde_json::json!(["Extract of the register of companies"]));
        // OpenAPI 3.1: a schema without `type` means bytes.
        json_schema!({
            "type": "object",
            "description": "Form that uploads a document.",
            "properties": {
                "file": {
                    "description": "File: a PDF, PNG or JPEG of 1 to 4,194,304 bytes. Its content is checked, not its name.",
                    "contentMediaType": "application/octet-stream",
                    "examples": ["%PDF-1.7\nstartxref\n0\n%%EOF\n"],
                },
                "type": r#type,
                "description": description,
            },
            "required": ["file", "type"],
            "additionalProperties": false,
        })
    }
}

/// Document, without its content.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Document id.
    pub id: DocumentId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Type of the document.
    #[serde(rename = "type")]
    #[schemars(example = &"COMPANY_REGISTRATION")]
    pub r#type: DocumentType,
    /// Description of the document.
    #[schemars(example = &"Extract of the register of companies, April 2026")]
    pub description: Option<Text<1, 1000>>,
    /// Original name of the file.
    #[schemars(example = &"extract.pdf")]
    pub file_name: Option<FileName>,
    /// Media type, detected from the content.
    pub media_type: FileMedia,
    /// Size of the file in bytes.
    #[schemars(example = 48213)]
    pub size: u64,
    /// Lower-case hex SHA-256 of the file.
    #[schemars(example = &"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: String,
    /// Time of the upload.
    pub created_at: Timestamp,
}

impl Output for Document {}

list_query! {
    /// Filters of a list of documents.
    pub struct DocumentQuery {
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_fits_an_event() {
        let base64 = UPLOAD_LIMIT.div_ceil(3) * 4;
        assert_eq!(base64, 5_614_252);
        // The event also has API Gateway's 10 KB of headers, which JSON may escape, and the description of the request.
        assert!(base64 + 100 * 1024 < 6 * 1024 * 1024);
    }
}
