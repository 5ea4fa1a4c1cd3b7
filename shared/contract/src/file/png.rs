//! PNG (ISO/IEC 15948, W3C "Portable Network Graphics"): a signature, then chunks from IHDR to IEND.

use super::{Excerpt, InvalidFile, find_last, number};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Bytes of a chunk around its data: length, type and checksum.
const OVERHEAD: usize = 12;
/// Whole chunk: no data, its type, its checksum.
const IEND: &[u8] = b"\0\0\0\0IEND\xaeB`\x82";

pub(super) fn begins(first: &[u8]) -> bool {
    first.starts_with(SIGNATURE)
}

/// Walks the chunks by length and CRC. If the file is not available as a whole, looks for the last chunk.
pub(super) fn check(file: Excerpt<'_>) -> Result<(), InvalidFile> {
    let mut rest = file.first.get(SIGNATURE.len()..).unwrap_or_default();
    if rest.get(4..8).is_some_and(|kind| kind != b"IHDR") {
        return Err(InvalidFile::Damaged("its first chunk is not IHDR".to_owned()));
    }
    if !file.is_whole {
        return match find_last(file.last, IEND) {
            Some(_) => Ok(()),
            None => Err(no_end()),
        };
    }
    let mut has_pixels = false;
    loop {
        let Some(head) = rest.get(..8) else { return Err(no_end()) };
        let kind = head.get(4..).unwrap_or_default();
        let length = number(head).and_then(|length| usize::try_from(length).ok()).unwrap_or(usize::MAX);
        let name = kind.escape_ascii().to_string();
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(InvalidFile::Damaged(format!("`{name}` is not a type of PNG chunk")));
        }
        let chunk = length.checked_add(OVERHEAD).and_then(|whole| rest.split_at_checked(whole));
        let Some((chunk, after)) = chunk else {
            return Err(InvalidFile::Incomplete(format!("it ends inside its PNG chunk {name} of {length} bytes")));
        };
        let (covered, sum) = chunk.split_at(chunk.len() - 4);
        if number(sum) != Some(crc32fast::hash(covered.get(4..).unwrap_or_default())) {
            return Err(InvalidFile::Damaged(format!("the CRC of its PNG chunk {name} is wrong")));
        }
        has_pixels |= kind == b"IDAT";
        if kind == b"IEND" {
            break;
        }
        rest = after;
    }
    if has_pixels {
        Ok(())
    } else {
        Err(InvalidFile::Incomplete("it has no IDAT chunk, so it has no picture".to_owned()))
    }
}

fn no_end() -> InvalidFile {
    InvalidFile::Incomplete("its last PNG chunk, IEND, is missing".to_owned())
}
