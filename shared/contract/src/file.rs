//! Judging a file by its content: its kind by how it begins, completeness by how its structure ends.
//!
//! Nothing is decoded and nothing shown. Readers stop at the end of the structure; what follows it is ignored here too.

mod jpeg;
mod pdf;
mod png;

use crate::document::FileMedia;

/// A file is judged by this many of its first and of its last bytes where it is not at hand as a whole.
pub const JUDGED_BYTES: usize = 8 * 1024;

/// Bytes of a file that are at hand.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'a> {
    first: &'a [u8],
    last: &'a [u8],
    is_whole: bool,
}

impl<'a> Excerpt<'a> {
    /// All of the file.
    #[must_use]
    pub const fn whole(content: &'a [u8]) -> Self {
        Self { first: content, last: content, is_whole: true }
    }

    /// First and last bytes of a file of `size` bytes; they overlap where it is short.
    #[must_use]
    pub const fn ends(first: &'a [u8], last: &'a [u8], size: u64) -> Self {
        Self { first, last, is_whole: first.len() as u64 == size }
    }
}

/// Reason for not keeping a file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidFile {
    /// It is of another kind, named as far as it is known.
    #[error("is {0}")]
    Kind(String),
    /// It breaks off.
    #[error("is incomplete: {0}. Send the whole file")]
    Incomplete(String),
    /// It contradicts itself.
    #[error("is damaged: {0}. Send a file that opens")]
    Damaged(String),
}

/// Judges by the content alone: a name or a header is only a claim.
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
    // `infer` looks for PDF's mark anywhere near the beginning: in what begins as something else it is no PDF.
    let known = known.filter(|known| FileMedia::ALL.iter().all(|media| media.name() != *known));
    Err(InvalidFile::Kind(known.unwrap_or("an unknown kind of file").to_owned()))
}

/// Last position of `wanted`.
fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, wanted)
}

/// A number of 4 bytes, the first of which counts most.
fn number(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|digits| u32::from_be_bytes(*digits))
}

#[cfg(test)]
mod tests;
