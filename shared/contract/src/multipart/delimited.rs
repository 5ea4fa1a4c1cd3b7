//! Parts of a body, separated by its boundary (RFC 2046, 5.1.1).

use super::parameters::text;

/// Part: header fields, and content after the empty line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delimited<'a> {
    pub(super) head: &'a [u8],
    pub(super) content: &'a [u8],
}

/// Rest of a line that starts with the boundary.
enum Line<'a> {
    /// A part follows.
    Part(&'a [u8]),
    /// The last part has ended.
    Close,
}

/// Splits a body at its boundary into at most `most` parts.
///
/// Text before the first and after the last part is ignored, as the RFC requires.
///
/// # Errors
/// The reason why the body is not such a form.
pub(super) fn split<'a>(body: &'a [u8], boundary: &str, most: usize) -> Result<Vec<Delimited<'a>>, String> {
    let delimiter = format!("--{boundary}");
    let (delimiter, inner) = (delimiter.as_bytes(), format!("\r\n{delimiter}"));
    let inner = inner.as_bytes();
    let mut rest = match body.strip_prefix(delimiter) {
        Some(rest) => rest,
        None => find(body, inner).map(|at| after(body, at + inner.len())).ok_or_else(|| not_found(body, boundary))?,
    };
    let mut parts = Vec::new();
    while let Line::Part(part) = line(rest, boundary)? {
        if parts.len() == most {
            return Err(format!("the form has more than {most} parts"));
        }
        // An empty part's delimiter shares its line end with the one before.
        let end = if part.starts_with(delimiter) { None } else { find(part, inner) };
        let Some(end) = end else { return Err(broken_off(part, boundary)) };
        let (whole, next) = part.split_at(end);
        parts.push(head_and_content(whole, parts.len() + 1)?);
        rest = after(next, inner.len());
    }
    Ok(parts)
}

fn line<'a>(rest: &'a [u8], boundary: &str) -> Result<Line<'a>, String> {
    if let Some(rest) = rest.strip_prefix(b"--") {
        let rest = skip_blanks(rest);
        if rest.is_empty() || rest.starts_with(b"\r\n") {
            return Ok(Line::Close);
        }
        return Err(if rest.starts_with(b"\n") { line_ends() } else { boundary_continues(boundary) });
    }
    match skip_blanks(rest) {
        [b'\r', b'\n', part @ ..] => Ok(Line::Part(part)),
        [b'\n', ..] => Err(line_ends()),
        [] => Err(format!("the form is cut off: its last line must be `--{boundary}--`")),
        _ => Err(boundary_continues(boundary)),
    }
}

fn head_and_content(part: &[u8], number: usize) -> Result<Delimited<'_>, String> {
    if let Some(content) = part.strip_prefix(b"\r\n") {
        return Ok(Delimited { head: b"", content });
    }
    match find(part, b"\r\n\r\n") {
        Some(end) => {
            let (head, rest) = part.split_at(end);
            if has_bare_line_feed(head) {
                return Err(line_ends());
            }
            Ok(Delimited { head, content: after(rest, 4) })
        }
        None if find(part, b"\n\n").is_some() => Err(line_ends()),
        None => Err(format!("part {number} has no empty line between its header fields and its content")),
    }
}

fn has_bare_line_feed(bytes: &[u8]) -> bool {
    let previous = std::iter::once(&0).chain(bytes);
    previous.zip(bytes).any(|(previous, byte)| *byte == b'\n' && *previous != b'\r')
}

fn not_found(body: &[u8], boundary: &str) -> String {
    let with_line_feed = format!("\n--{boundary}\n");
    if find(body, with_line_feed.as_bytes()).is_some() {
        return line_ends();
    }
    if body.trim_ascii().is_empty() {
        return "the body is empty; it must be a form".to_owned();
    }
    let first = body.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let received = match first.strip_prefix(b"--") {
        Some(_) => format!("; the body starts with `{}`", text(first)),
        None => String::new(),
    };
    format!(
        "no line of the body starts with the boundary of `Content-Type`, `{boundary}`{received}. Send the \
         `Content-Type` that your library created for this form"
    )
}

/// Returns the reason why the part that starts here has no end.
fn broken_off(part: &[u8], boundary: &str) -> String {
    let delimiter = format!("\n--{boundary}");
    if find(part, delimiter.as_bytes()).is_some() {
        return line_ends();
    }
    format!("the form is cut off: its last line must be `--{boundary}--`")
}

fn line_ends() -> String {
    "line ends around parts and in their header fields must be CR LF (RFC 2046, 4.1.1), but are LF. Create the form with \
     a library, and send its bytes unchanged"
        .to_owned()
}

fn boundary_continues(boundary: &str) -> String {
    format!(
        "a line starts with the boundary `--{boundary}` and continues: use a boundary that occurs nowhere in the parts"
    )
}

fn skip_blanks(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

fn after(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

/// Returns the first position of `wanted`.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}
