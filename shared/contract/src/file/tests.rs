//! Complete files, and files cut at every point of their structure.

use super::*;

/// A picture of one pixel, as Pillow 12 writes it.
const PNG: &[u8] = include_bytes!("../../../../tests/vectors/files/pixel.png");
const JPEG: &[u8] = include_bytes!("../../../../tests/vectors/files/pixel.jpg");
const PROGRESSIVE: &[u8] = include_bytes!("../../../../tests/vectors/files/progressive.jpg");
const PDF: &[u8] = include_bytes!("../../../../tests/vectors/files/page.pdf");

fn whole(content: &[u8]) -> Result<FileMedia, InvalidFile> {
    judge(Excerpt::whole(content))
}

/// Checks a file like an upload: by its first and last bytes.
fn by_ends(content: &[u8]) -> Result<FileMedia, InvalidFile> {
    let first = content.get(..JUDGED_BYTES).unwrap_or(content);
    let last = &content[content.len().saturating_sub(JUDGED_BYTES)..];
    judge(Excerpt::ends(first, last, content.len() as u64))
}

/// Pads a file inside its structure. Then its ends do not overlap.
fn long(content: &[u8], media: FileMedia) -> Vec<u8> {
    let filling = vec![0x55; 3 * JUDGED_BYTES];
    match media {
        FileMedia::Pdf => {
            let line_end = content.iter().position(|b| *b == b'\n').unwrap() + 1;
            [&content[..line_end], b"%", &filling, b"\n", &content[line_end..]].concat()
        }
        FileMedia::Png => {
            let chunk = [b"teXt", filling.as_slice()].concat();
            let (length, sum) = ((filling.len() as u32).to_be_bytes(), crc32fast::hash(&chunk).to_be_bytes());
            [&content[..33], &length, &chunk, &sum, &content[33..]].concat()
        }
        FileMedia::Jpeg => {
            let length = (filling.len() as u16 + 2).to_be_bytes();
            [&content[..2], &[0xFF, 0xFE], &length, &filling, &content[2..]].concat()
        }
    }
}

#[test]
fn whole_files_of_other_programs_are_accepted() {
    for (content, media) in
        [(PNG, FileMedia::Png), (JPEG, FileMedia::Jpeg), (PROGRESSIVE, FileMedia::Jpeg), (PDF, FileMedia::Pdf)]
    {
        assert_eq!(whole(content), Ok(media));
        assert_eq!(by_ends(content), Ok(media));
        assert_eq!(whole(&long(content, media)), Ok(media));
        assert_eq!(by_ends(&long(content, media)), Ok(media));
    }
}

#[test]
fn a_file_cut_anywhere_is_incomplete() {
    for (content, media, magic) in [
        (PNG, FileMedia::Png, 8),
        (JPEG, FileMedia::Jpeg, 3),
        (PROGRESSIVE, FileMedia::Jpeg, 3),
        (PDF, FileMedia::Pdf, 5),
    ] {
        // White space after `%%EOF` is not part of the file.
        let end = if media == FileMedia::Pdf { content.trim_ascii_end().len() } else { content.len() };
        for cut in magic..end {
            let found = whole(&content[..cut]);
            assert!(matches!(found, Err(InvalidFile::Incomplete(_))), "{media} cut at {cut}: {found:?}");
        }
        // The thumbnail's end of image is among the last bytes of so small a picture. A large file, judged by its
        // ends, has megabytes between them.
        let long = long(if content == JPEG { PROGRESSIVE } else { content }, media);
        for cut in [1, 2, 5, 8, 11, 100] {
            let found = by_ends(&long[..long.len() - (content.len() - end) - cut]);
            assert!(matches!(found, Err(InvalidFile::Incomplete(_))), "{media} without its last {cut}: {found:?}");
        }
    }
}

#[test]
fn the_missing_end_is_named() {
    for (content, named) in [
        (&b"\x89PNG\r\n\x1a\n"[..], "IEND"),
        (&PNG[..20], "inside its PNG chunk IHDR of 13 bytes"),
        (&PNG[..PNG.len() - 12], "IEND, is missing"),
        (b"\xff\xd8\xff", "header segments, and its end of image (EOI, FF D9) is missing"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "within its JPEG segment FF E0"),
        (&JPEG[..JPEG.len() - 2], "within its entropy-coded data"),
        (b"\xff\xd8\xff\xd9", "no scan"),
        (b"%PDF-", "`%%EOF`, is not among its last 1024 bytes"),
        (b"%PDF-1.7\n%%EOF", "`startxref` is missing"),
    ] {
        let found = whole(content).unwrap_err().to_string();
        assert!(found.starts_with("is incomplete: ") && found.contains(named), "{found}");
    }
    let png = [&PNG[..33], &PNG[PNG.len() - 12..]].concat();
    assert!(whole(&png).unwrap_err().to_string().contains("no IDAT"));
}

#[test]
fn a_file_that_contradicts_itself_is_damaged() {
    let mut png = PNG.to_vec();
    png[20] ^= 1;
    let mut jpeg = JPEG.to_vec();
    jpeg[4..6].copy_from_slice(&[0, 1]);
    let mut unmarked = JPEG.to_vec();
    let length = usize::from(u16::from_be_bytes([JPEG[4], JPEG[5]]));
    unmarked[4 + length] = 0;
    let early = [&PNG[..8], &PNG[33..]].concat();
    for (content, named) in [
        (&png, "the CRC of its PNG chunk IHDR is wrong"),
        (&jpeg, "segment FF E0 has no length"),
        (&unmarked, "starts with 00 instead of FF"),
        (&early, "its first chunk is not IHDR"),
        (&[PNG, b""].concat()[..8].iter().copied().chain(*b"\0\0\0\rIHD!").collect(), "first chunk is not IHDR"),
    ] {
        let found = whole(content).unwrap_err().to_string();
        assert!(found.starts_with("is damaged: ") && found.contains(named), "{found}");
    }
}

#[test]
fn a_pdf_may_follow_lines_of_text_and_precede_padding() {
    for before in [
        &b"\xef\xbb\xbf"[..],
        b"\r\n",
        b"\n\n  \n",
        b"\xef\xbb\xbf\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n",
        b"Scanned by Office 1\n",
        b"\x1b%-12345X@PJL SET RESOLUTION=600\r\n",
        &[b" ".as_slice(), &[b'\n'; 1018]].concat(),
    ] {
        assert_eq!(whole(&[before, PDF].concat()), Ok(FileMedia::Pdf), "{}", before.escape_ascii());
    }
    for after in [&b"\0\0\0"[..], b"\r\n\r\n", &[0; 5000], b"\r\n-- \r\nsent by mail\r\n"] {
        assert_eq!(whole(&[PDF, after].concat()), Ok(FileMedia::Pdf), "{}", after.len());
    }
    assert!(matches!(whole(&[PDF, &[b'x'; 1025]].concat()), Err(InvalidFile::Incomplete(_))));
}

#[test]
fn a_file_that_starts_as_something_else_is_not_a_pdf() {
    for before in [
        &b"<html>"[..],
        b"<html>\n",
        b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n",
        b"MZ ",
        b"MZ\x90\0\n",
        b"#!/bin/sh\n",
        b"%!PS-Adobe-3.0\n",
        b"\x7fELF\x02\x01\x01\n",
        b"GIF89a\n",
        b"PK\x03\x04\n",
        b"Received: from ",
        b"\0\n",
        &[b'\n'; 1024],
    ] {
        let found = whole(&[before, PDF].concat());
        assert!(matches!(&found, Err(InvalidFile::Kind(kind)) if kind != "application/pdf"), "{before:?}: {found:?}");
    }
    // A file has one kind: a PNG that also contains a PDF is a PNG, and a cut PNG is not saved by the PDF's end.
    let both = [PNG, b"\n", PDF].concat();
    assert_eq!(whole(&both), Ok(FileMedia::Png));
    assert!(matches!(
        whole(&[&PNG[..40], b"\n", PDF].concat()),
        Err(InvalidFile::Incomplete(_) | InvalidFile::Damaged(_))
    ));
}

#[test]
fn other_kinds_are_named_as_far_as_they_are_known() {
    for (content, kind) in [
        (&b"MZ\x90\0"[..], "application/vnd.microsoft.portable-executable"),
        (&[b"\x7fELF\x02\x01\x01".as_slice(), &[0; 64]].concat(), "application/x-executable"),
        (b"GIF89a", "image/gif"),
        (b"hello", "an unknown kind of file"),
        (b"", "an unknown kind of file"),
        (b"\x89PNG", "an unknown kind of file"),
    ] {
        assert_eq!(whole(content), Err(InvalidFile::Kind(kind.to_owned())));
    }
}

#[test]
fn no_bytes_make_the_check_panic() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..20_000 {
        let mut content = [PNG, JPEG, PROGRESSIVE, PDF][round % 4].to_vec();
        for _ in 0..=random(4) {
            let at = random(content.len());
            match random(4) {
                0 => content[at] = random(256) as u8,
                1 => content.truncate(at.max(1)),
                2 => drop(content.drain(at..(at + random(20)).min(content.len()))),
                _ => content.insert(at, random(256) as u8),
            }
            if content.is_empty() {
                content.push(0);
            }
        }
        let (whole, ends) = (whole(&content), by_ends(&content));
        // All of it is available either way.
        assert!(content.len() > JUDGED_BYTES || whole == ends, "{whole:?} {ends:?}");
    }
}
