//! `Content-Disposition` under which a file is saved (RFC 6266).

use std::fmt::Write as _;

use super::{FileName, LONGEST};
use crate::document::FileMedia;
use crate::id::DocumentId;

/// Names that Windows reserves for devices, with any extension. Source: Microsoft, "Naming Files, Paths, and
/// Namespaces".
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Returns the header field's value.
///
/// `filename` is for every client, and `filename*` has the original name for clients that read RFC 8187. The extension
/// matches the content's media type.
pub fn content_disposition(name: Option<&FileName>, id: &DocumentId, media: FileMedia) -> String {
    let Some(name) = name.map(|name| saved_as(name.as_str(), media)) else {
        return format!("attachment; filename=\"{id}.{}\"", media.extension());
    };
    // Clients interpret escapes and percent signs inside quotes differently.
    let is_plain = name.bytes().all(|byte| (byte.is_ascii_graphic() || byte == b' ') && !b"\"\\%".contains(&byte));
    let plain = if is_plain { name.clone() } else { format!("{id}.{}", media.extension()) };
    let mut value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            value.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}

/// Returns a name that any system can save, with the correct extension.
fn saved_as(name: &str, media: FileMedia) -> String {
    // Browsers replace the other characters that their systems forbid.
    let forbidden = |c: char| matches!(c, '/' | '\\') || c.is_control();
    let name: String = name.chars().map(|c| if forbidden(c) { '_' } else { c }).collect();
    let name = name.trim_end_matches([' ', '.']);
    let own = name.rsplit_once('.').filter(|(_, own)| media.extensions().contains(&own.to_ascii_lowercase().as_str()));
    let (stem, extension) = own.unwrap_or((name, media.extension()));
    let mut stem = stem.to_owned();
    let first = stem.split('.').next().unwrap_or_default().trim_end();
    if first.is_empty() || is_device(first) {
        stem.insert(0, '_');
    }
    while stem.len() + 1 + extension.len() > LONGEST {
        stem.pop();
    }
    format!("{stem}.{extension}")
}

fn is_device(stem: &str) -> bool {
    let stem = stem.to_uppercase();
    let numbered = ["COM", "LPT"].iter().filter_map(|port| stem.strip_prefix(port));
    let is_digit =
        |rest: &str| rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c));
    DEVICES.contains(&stem.as_str()) || numbered.into_iter().any(is_digit)
}
