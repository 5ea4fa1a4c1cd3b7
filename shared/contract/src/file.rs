//! Checks of a file by its content.
//!
//! The first bytes show the kind, the end of the structure shows completeness. Nothing is decoded or displayed. Readers
//! stop at the end of the structure; further bytes are ignored here too.

mod jpeg;
mod pdf;
mod png;

use crate::document::FileMedia;

/// First and last bytes that are checked of an incomplete excerpt.
pub const JUDGED_BYTES: usize = 8 * 1024;

/// Available bytes of a file.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'a> {
    first: &'a [u8],
    last: &'a [u8],
    is_whole: bool,
}

impl<'a> Excerpt<'a> {
    /// Excerpt with the whole file.
    pub const fn whole(content: &'a [u8]) -> Self {
        Self { first: content, last: content, is_whole: true }
    }

    /// First and last bytes of a file of `size` bytes. They overlap if the file is short.
    pub const fn ends(first: &'a [u8], last: &'a [u8], size: u64) -> Self {
        Self { first, last, is_whole: first.len() as u64 == size }
    }
}

/// Reason for rejecting a file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidFile {
    /// Another kind of file, named if known.
    #[error("is {0}")]
    Kind(String),
    /// Truncated file.
    #[error("is incomplete: {0}. Send the whole file")]
    Incomplete(String),
    /// Contradictory file.
    #[error("is damaged: {0}. Send an undamaged file")]
    Damaged(String),
}

/// Checks the content only; name and header are only claims.
///
/// # Errors
/// See [`InvalidFile`].
pub fn judge(file: Excerpt<'_>) -> Result<FileMedia, InvalidFile> {
    if png::begins(file.first) {
        png::check(file)?;
        return Ok(FileMedia::Png);
    }
    if jpeg::begins(file.first) {
        jpeg::check(file)?;
        return Ok(FileMedia::Jpeg);
    }
    if pdf::begins(file.first) {
        pdf::check(file)?;
        return Ok(FileMedia::Pdf);
    }
    let known = infer::get(file.first).map(|kind| kind.mime_type());
    // `infer` looks for PDF's mark anywhere near the start. A file that starts as something else is not a PDF.
    let known = known.filter(|known| FileMedia::ALL.iter().all(|media| media.name() != *known));
    Err(InvalidFile::Kind(known.unwrap_or("an unknown kind of file").to_owned()))
}

/// Returns the last position of `wanted`.
fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, wanted)
}

/// Returns the 4 bytes as a number, big-endian.
fn number(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|digits| u32::from_be_bytes(*digits))
}

#[cfg(test)]
mod tests;
