//! PDF (ISO 32000): from `%PDF-` to `%%EOF`.
//!
//! Readers look for both marks in the first and last 1,024 bytes (Adobe, "PDF Reference 1.7", appendix H, notes 13 and
//! 18), and so does this module. Scanners and servers write a byte order mark, empty lines or a header line before the
//! first mark.

use super::{Excerpt, InvalidFile, find_last};

const MARK: &[u8] = b"%PDF-";
const END: &[u8] = b"%%EOF";
const START_OF_TABLE: &[u8] = b"startxref";
/// Largest distance of the marks from the file's ends, in bytes.
const WITHIN: usize = 1024;

/// Returns true if `%PDF-` starts a line, after lines of text only. Other content before it could be another kind of
/// file.
pub(super) fn begins(first: &[u8]) -> bool {
    let beginning = first.get(..WITHIN).unwrap_or(first);
    let Some(at) = memchr::memmem::find(beginning, MARK) else { return false };
    let before = beginning.get(..at).unwrap_or_default();
    let before = before.strip_prefix(b"\xef\xbb\xbf").unwrap_or(before);
    // A printer's job control starts with its "universal exit", ESC % - 12345 X.
    let is_text = |byte: &u8| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0c | 0x1b);
    let text = before.trim_ascii_start();
    if text.is_empty() {
        return true;
    }
    let is_program_or_markup = text.starts_with(b"<") || text.starts_with(b"#!") || text.starts_with(b"%!");
    let ends_in_a_line_end = before.ends_with(b"\n") || before.ends_with(b"\r");
    ends_in_a_line_end && before.iter().all(is_text) && !is_program_or_markup && infer::get(before).is_none()
}

/// Returns true if `%%EOF` is among the last 1,024 bytes. It must follow the table's address. Trailing zeros and white
/// space do not count.
pub(super) fn check(file: Excerpt<'_>) -> Result<(), InvalidFile> {
    let is_padding = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
    let kept = file.last.iter().rposition(|byte| !is_padding(byte)).map_or(0, |at| at + 1);
    let last = file.last.get(..kept).unwrap_or_default();
    let ending = last.get(last.len().saturating_sub(WITHIN)..).unwrap_or_default();
    let Some(end) = find_last(ending, END) else {
        return Err(InvalidFile::Incomplete(format!(
            "the end of a PDF, `%%EOF`, is not among its last {WITHIN} bytes"
        )));
    };
    let before = last.get(..last.len() - ending.len() + end).unwrap_or_default();
    match find_last(before, START_OF_TABLE) {
        Some(_) => Ok(()),
        None => Err(InvalidFile::Incomplete("`startxref` is missing before its `%%EOF`".to_owned())),
    }
}
