//! Header fields of a part (RFC 7578, 4).

use encoding_rs::{Encoding, UTF_8};

use super::parameters::{self, Parameter, text};
use crate::file_name::FileName;
use crate::value::InvalidValue;

/// Most bytes of a part's header fields, with names and line ends.
const LONGEST: usize = 16 * 1024;

/// Values from a part's header fields.
#[derive(Debug)]
pub(super) struct Head {
    /// Name of the field.
    pub(super) name: String,
    /// File name, or the reason why it cannot be parsed.
    pub(super) file_name: Option<Result<FileName, InvalidValue>>,
    /// True if a file name is present, even an empty one.
    pub(super) is_file: bool,
    /// `charset` of its `Content-Type`.
    pub(super) charset: Option<String>,
    /// Reason for refusing the content.
    pub(super) unsupported: Option<String>,
}

/// Parses the header fields of the part with this number.
///
/// # Errors
/// The reason, if the part's field name cannot be determined.
pub(super) fn read(head: &[u8], number: usize) -> Result<Head, String> {
    if head.len() > LONGEST {
        return Err(format!("part {number} has more than {LONGEST} bytes of header fields"));
    }
    let fields = fields(head).map_err(|reason| format!("part {number} {reason}"))?;
    let one = |wanted: &str| {
        let mut found = fields.iter().filter(|(name, _)| name == wanted);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(format!("part {number} has two `{wanted}` header fields")),
            (first, None) => Ok(first.map(|(_, value)| value.as_slice())),
        }
    };
    let Some(disposition) = one("content-disposition")? else {
        return Err(format!("part {number} has no `Content-Disposition` header field"));
    };
    let in_disposition = |reason| format!("`Content-Disposition` of part {number} {reason}");
    let (kind, parameters) = parameters::split(disposition).map_err(in_disposition)?;
    if kind != "form-data" {
        return Err(format!(
            "`Content-Disposition` of part {number} must be `form-data`, not `{kind}` (RFC 7578, 4.2)"
        ));
    }
    let name = name(&parameters, number)?;
    let media = one("content-type")?.map(parameters::split).transpose();
    let (media, media_parameters) =
        media.map_err(|reason| format!("`Content-Type` of part {number} {reason}"))?.unwrap_or_default();
    let charset = value(&media_parameters, "charset").map(text);
    let plain = value(&parameters, "filename");
    let extended = extended(&parameters);
    Ok(Head {
        name,
        file_name: FileName::from_parameters(plain, extended.as_deref()).transpose(),
        is_file: plain.is_some() || extended.is_some(),
        charset,
        unsupported: unsupported(&media, one("content-transfer-encoding")?),
    })
}

/// Returns the names, in lower case, and values of the header fields. A line that starts with white space continues the
/// previous one.
fn fields(head: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for line in head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            let (_, value) = found.last_mut().ok_or("starts with white space")?;
            value.push(b' ');
            value.extend_from_slice(line.trim_ascii());
            continue;
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let colon = colon.ok_or_else(|| format!("has a header line without a colon: `{}`", text(line.trim_ascii())))?;
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        found.push((text(name.trim_ascii()).to_ascii_lowercase(), value.to_vec()));
    }
    Ok(found)
}

fn value<'a>(parameters: &'a [Parameter], wanted: &str) -> Option<&'a [u8]> {
    parameters.iter().find(|parameter| parameter.name == wanted).map(|parameter| parameter.value.as_slice())
}

fn name(parameters: &[Parameter], number: usize) -> Result<String, String> {
    let name = value(parameters, "name").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| match value(parameters, "name*") {
        Some(_) => format!("part {number} has `name*`, which forms do not allow: send `name` (RFC 7578, 4.2)"),
        None => format!("part {number} has no name"),
    })?;
    String::from_utf8(name.to_vec()).map_err(|_| format!("the name of part {number} is not UTF-8"))
}

/// Joined `filename*` (RFC 8187), or its pieces. The pieces are `filename*0*`, `filename*1` (RFC 2231, 3 and 4.1).
fn extended(parameters: &[Parameter]) -> Option<Vec<u8>> {
    if let Some(whole) = value(parameters, "filename*") {
        return Some(whole.to_vec());
    }
    let mut whole = Vec::new();
    for at in 0.. {
        match (value(parameters, &format!("filename*{at}*")), value(parameters, &format!("filename*{at}"))) {
            (Some(encoded), _) => whole.extend_from_slice(encoded),
            (None, Some(plain)) => {
                if at == 0 {
                    whole.extend_from_slice(b"utf-8''");
                }
                // A piece without the asterisk is not encoded: a percent sign in it is literal.
                whole.extend(plain.iter().flat_map(|byte| match byte {
                    b'%' => b"%25".to_vec(),
                    _ => vec![*byte],
                }));
            }
            (None, None) if at == 0 => return None,
            (None, None) => break,
        }
    }
    Some(whole)
}

fn unsupported(media: &str, encoding: Option<&[u8]>) -> Option<String> {
    if media.starts_with("multipart/") {
        return Some(format!(
            "is a form inside the form (`{media}`), which RFC 7578, 4.3 deprecates: send each file as one part"
        ));
    }
    let encoding = text(encoding?.trim_ascii()).to_ascii_lowercase();
    if matches!(encoding.as_str(), "binary" | "8bit" | "7bit") {
        return None;
    }
    Some(format!(
        "is sent with `Content-Transfer-Encoding: {encoding}`, which forms do not allow (RFC 7578, 4.7): send the bytes \
         unencoded, without this header field"
    ))
}

/// Parses a part's content as text in `charset`, by default UTF-8.
///
/// # Errors
/// The broken rule.
pub(super) fn decode(content: &[u8], charset: Option<&str>) -> Result<String, String> {
    let label = charset.unwrap_or("utf-8");
    let encoding = Encoding::for_label(label.as_bytes())
        .ok_or_else(|| format!("is in the unknown charset `{label}`: send UTF-8"))?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(content);
    text.map(std::borrow::Cow::into_owned).ok_or_else(|| match encoding == UTF_8 {
        true => "must be text in UTF-8".to_owned(),
        false => format!("is not text in `{label}`, which its `Content-Type` names: send UTF-8"),
    })
}
