//! JPEG (ITU-T T.81, annex B): segments from SOI to EOI, entropy-coded data after each SOS.

use super::{Excerpt, InvalidFile, find_last};

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const TEM: u8 = 0x01;

pub(super) fn begins(first: &[u8]) -> bool {
    first.starts_with(&[0xFF, SOI, 0xFF])
}

/// Result of walking the segments.
enum Walk {
    /// EOI after a scan.
    Done,
    /// The available bytes ended inside this structure.
    Beyond(String),
}

/// Walks from segment to segment.
///
/// EOI must be among the last bytes if only the ends are available. Entropy-coded data cannot contain it, since a zero
/// follows each 0xFF there (B.1.1.5).
pub(super) fn check(file: Excerpt<'_>) -> Result<(), InvalidFile> {
    match walk(file.first.get(2..).unwrap_or_default())? {
        Walk::Done => Ok(()),
        Walk::Beyond(within) if file.is_whole => Err(InvalidFile::Incomplete(format!(
            "it ends within {within}, and its end of image (EOI, FF D9) is missing"
        ))),
        Walk::Beyond(_) if find_last(file.last, &[0xFF, EOI]).is_some() => Ok(()),
        Walk::Beyond(_) => Err(InvalidFile::Incomplete(format!(
            "the end of a JPEG image (EOI, FF D9) is not among its last {} bytes",
            file.last.len()
        ))),
    }
}

fn walk(mut rest: &[u8]) -> Result<Walk, InvalidFile> {
    let mut has_scan = false;
    loop {
        rest = match rest {
            // Fill bytes (B.1.1.2).
            [0xFF, after @ ..] if after.first() == Some(&0xFF) => after,
            [0xFF, EOI, ..] if has_scan => return Ok(Walk::Done),
            [0xFF, EOI, ..] => {
                return Err(InvalidFile::Incomplete("it has no scan (SOS), so it has no picture".to_owned()));
            }
            [0xFF, TEM | 0xD0..=0xD7, after @ ..] => after,
            [0xFF, SOI, ..] => return Err(InvalidFile::Damaged("a JPEG image starts inside another".to_owned())),
            [0xFF, marker, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                if length < 2 {
                    return Err(InvalidFile::Damaged(format!("its JPEG segment FF {marker:02X} has no length")));
                }
                let Some(after) = rest.get(2 + length..) else {
                    return Ok(Walk::Beyond(format!("its JPEG segment FF {marker:02X}")));
                };
                has_scan |= *marker == SOS;
                if *marker == SOS { skip_scan(after) } else { after }
            }
            [0xFF, _, ..] | [0xFF] | [] if has_scan => return Ok(Walk::Beyond("its entropy-coded data".to_owned())),
            [0xFF, _, ..] | [0xFF] | [] => return Ok(Walk::Beyond("its header segments".to_owned())),
            [other, ..] => {
                return Err(InvalidFile::Damaged(format!("a JPEG segment starts with {other:02X} instead of FF")));
            }
        }
    }
}

/// Returns the bytes from the first marker after entropy-coded data. Empty if the data continues past the available
/// bytes.
fn skip_scan(data: &[u8]) -> &[u8] {
    let mut from = 0;
    while let Some(at) = memchr::memchr(0xFF, data.get(from..).unwrap_or_default()) {
        let marker = from + at;
        match data.get(marker + 1) {
            // Stuffed zero or restart marker.
            Some(0 | 0xD0..=0xD7) => from = marker + 2,
            Some(_) => return data.get(marker..).unwrap_or_default(),
            None => break,
        }
    }
    &[]
}
