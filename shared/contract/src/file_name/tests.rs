//! File names as clients write them, and their results.

use super::*;
use crate::document::FileMedia;
use crate::id::{DocumentId, IdSeed};

/// Name from a part's `filename` and `filename*`.
fn made(plain: Option<&[u8]>, extended: Option<&[u8]>) -> Result<Option<String>, String> {
    let made = FileName::from_parameters(plain, extended);
    made.map(|name| name.map(|name| name.to_string())).map_err(|error| error.to_string())
}

#[test]
fn a_plain_name_is_decoded() {
    for (plain, expected) in [
        (&b"a.pdf"[..], "a.pdf"),
        ("Müller & Söhne.pdf".as_bytes(), "Müller & Söhne.pdf"),
        ("契約書.pdf".as_bytes(), "契約書.pdf"),
        ("قرارداد\u{200c}ها.pdf".as_bytes(), "قرارداد\u{200c}ها.pdf"),
        ("👩\u{200d}👧.png".as_bytes(), "👩\u{200d}👧.png"),
        // WHATWG
        (b"a %22b%22.pdf", "a \"b\".pdf"),
        (b"50%.pdf", "50%.pdf"),
        (b"50%25 of it.pdf", "50%25 of it.pdf"),
        (b"100%zz.pdf", "100%zz.pdf"),
        // RFC 7578, 2
        (b"M%C3%BCller%20%26%20S%C3%B6hne.pdf", "Müller & Söhne.pdf"),
        (b"M%C3%BCller & Co.pdf", "Müller & Co.pdf"),
        (b"a%20%22b%22%2050%25.pdf", "a \"b\" 50%.pdf"),
        (b"M%FCller.pdf", "M%FCller.pdf"),
        // RFC 2047
        (b"=?utf-8?B?TcO8bGxlciAmIFPDtmhuZS5wZGY=?=", "Müller & Söhne.pdf"),
        (b"=?UTF-8?b?TcO8bGxlciAmIFPDtmhuZS5wZGY?=", "Müller & Söhne.pdf"),
        (b"=?UTF-8?Q?M=C3=BCller_=26_S=C3=B6hne.pdf?=", "Müller & Söhne.pdf"),
        (b"=?UTF-8?q?50%_=3D.pdf?=", "50% =.pdf"),
        (b"=?iso-8859-1?Q?M=FCller.pdf?=", "Müller.pdf"),
        (b"=?ISO-8859-15?Q?5_=A4.pdf?=", "5 €.pdf"),
        (b"=?windows-1252?B?TfxsbGVyLnBkZg==?=", "Müller.pdf"),
        (b"=?iso-2022-jp?B?GyRCN0BMcz1xGyhCLnBkZg==?=", "契約書.pdf"),
        (b"=?utf-8*de?B?TcO8bGxlci5wZGY=?=", "Müller.pdf"),
        // Several words: the white space between them is not text, and a character may be split.
        (b"=?utf-8?B?TcO8bGxlciAm?= =?utf-8?B?IFPDtmhuZS5wZGY=?=", "Müller & Söhne.pdf"),
        (b"=?utf-8?B?TcM=?= =?utf-8?B?vGxsZXIucGRm?=", "Müller.pdf"),
        (b"=?utf-8?B?TcO8bGxlcg==?=  =?iso-8859-1?Q?_=26_S=F6hne.pdf?=", "Müller & Söhne.pdf"),
        (b"=?utf-8?Q?M=C3=BCller?= and Sons.pdf", "Müller and Sons.pdf"),
        (b"scan =?utf-8?B?w7w=?=.pdf", "scan ü.pdf"),
        // Texts that only look like a word.
        (b"why=?.pdf", "why=?.pdf"),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        (b"a=?b?.pdf", "a=?b?.pdf"),
    ] {
        assert_eq!(
            made(Some(plain), None).as_ref().map(Option::as_deref),
            Ok(Some(expected)),
            "{}",
            plain.escape_ascii()
        );
    }
    assert_eq!(made(None, None), Ok(None));
    assert_eq!(made(Some(b""), None), Ok(None), "a browser's form where no file was chosen");
}

#[test]
fn an_extended_name_is_decoded_and_wins() {
    for (extended, expected) in [
        (&b"utf-8''M%C3%BCller%20%26%20S%C3%B6hne.pdf"[..], "Müller & Söhne.pdf"),
        (b"UTF-8'de'M%c3%bcller.pdf", "Müller.pdf"),
        (b"iso-8859-1'en'%A3%20rates.pdf", "£ rates.pdf"),
        (b"ISO-8859-1''M%FCller.pdf", "Müller.pdf"),
        (b"windows-1252''%80.pdf", "€.pdf"),
        (b"utf-8''a'b.pdf", "a'b.pdf"),
        (b"utf-8''a%2Fb%5Cc.pdf", "c.pdf"),
        ("utf-8''Müller.pdf".as_bytes(), "Müller.pdf"),
        (b"utf-8''=?utf-8?B?TcO8bGxlci5wZGY=?=", "Müller.pdf"),
    ] {
        for plain in [None, Some(&b"other.pdf"[..]), Some(b"M\xfcller.pdf"), Some(b"=?utf-8?B?TcO8?=")] {
            assert_eq!(made(plain, Some(extended)).as_ref().map(Option::as_deref), Ok(Some(expected)));
        }
    }
}

#[test]
fn a_name_is_the_visible_text_of_the_last_segment() {
    for (text, expected) in [
        ("/etc/passwd", "passwd"),
        ("../../secret.pdf", "secret.pdf"),
        (r"C:\scans\me.pdf", "me.pdf"),
        (r"\\server\share\me.pdf", "me.pdf"),
        (r"C:me.pdf", "me.pdf"),
        (r"folder\sub/me.pdf", "me.pdf"),
        ("  a   b.pdf ", "a b.pdf"),
        ("a.pdf...", "a.pdf"),
        ("a.pdf. . ", "a.pdf"),
        (".htaccess", ".htaccess"),
        ("..a.pdf", "..a.pdf"),
        ("Screenshot 2026-04-01 at 3.45.12\u{202f}PM.png", "Screenshot 2026-04-01 at 3.45.12 PM.png"),
        ("a\u{a0}b\u{3000}c.pdf", "a b c.pdf"),
        ("CON.pdf", "CON.pdf"),
        ("at 10:30|b?.pdf", "at 10:30|b?.pdf"),
    ] {
        assert_eq!(text.parse::<FileName>().unwrap().as_str(), expected, "{text}");
        assert_eq!(made(Some(text.as_bytes()), None), Ok(Some(expected.to_owned())), "{text}");
    }
    let longest = format!("{}.pdf", "ü".repeat(125));
    assert_eq!(longest.parse::<FileName>().unwrap().as_str().len(), 254);
}

#[test]
fn an_invalid_name_is_refused_with_the_reason() {
    let long = "ü".repeat(128);
    for (plain, extended, reason) in [
        (Some(&b"M\xfcller.pdf"[..]), None, "is not UTF-8: it contains the byte 0xFC"),
        (Some(b"M\xc3"), None, "is not UTF-8: it contains the byte 0xC3"),
        (Some(b"=?utf-8?B?$$$?="), None, "encoded word (RFC 2047) that cannot be decoded"),
        (Some(b"=?utf-8?Q?=C?="), None, "encoded word (RFC 2047) that cannot be decoded"),
        (Some(b"=?utf-8?Q?M=FCller.pdf?="), None, "is declared as `utf-8`, but contains bytes that are not"),
        (Some(b"=?klingon?B?TcO8?="), None, "unknown charset `klingon`"),
        (None, Some(&b"Muller.pdf"[..]), "two apostrophes"),
        (None, Some(b"utf-8'a.pdf"), "two apostrophes"),
        (None, Some(b""), "two apostrophes"),
        (None, Some(b"utf-8''M%C3%"), "percent sign without two hexadecimal digits"),
        (None, Some(b"utf-8''M%zz"), "percent sign without two hexadecimal digits"),
        (None, Some(b"utf-8''M%FCller"), "is declared as `utf-8`"),
        (None, Some(b"ebcdic''a.pdf"), "unknown charset `ebcdic`"),
        (None, Some(b"utf-8''"), "must not be empty"),
        (Some(b"/etc/"), None, "names a folder"),
        (Some(b".."), None, "names a folder"),
        (Some(b"   "), None, "names a folder, or has only dots and spaces"),
        (Some(b"a%0D%0Ab.pdf"), None, "U+000D"),
        (Some(b"a\tb.pdf"), None, "U+0009"),
        (Some(b"a\0.pdf"), None, "U+0000"),
        (None, Some(b"utf-8''a%0d%0aSet-Cookie:%20x"), "U+000D"),
        (Some("fdp.\u{202e}exe.pdf".as_bytes()), None, "U+202E"),
        (Some("\u{200b}".as_bytes()), None, "U+200B"),
        (Some("\u{feff}a.pdf".as_bytes()), None, "U+FEFF"),
        (Some(b"=?utf-8?B?4oCuZXhlLnBkZg==?="), None, "U+202E"),
        (Some(long.as_bytes()), None, "at most 255 bytes in UTF-8, not 256"),
    ] {
        let found = made(plain, extended).unwrap_err();
        assert!(found.contains(reason), "{plain:?} {extended:?}: {found}");
    }
    assert!("".parse::<FileName>().unwrap_err().to_string().contains("must not be empty"));
    let stored: FileName = serde_json::from_str("\"kept\\nbefore the rule\"").unwrap();
    assert_eq!(stored.as_str(), "kept\nbefore the rule");
}

fn id() -> DocumentId {
    DocumentId::new(IdSeed { millis: 1, random: 1 })
}

/// Names saved by clients with and without RFC 8187.
fn saved(name: &str, media: FileMedia) -> (String, String) {
    let value = content_disposition(Some(&serde_json::from_value(name.into()).unwrap()), &id(), media);
    assert!(value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{value}");
    let (plain, extended) =
        value.strip_prefix("attachment; filename=\"").unwrap().split_once("\"; filename*=UTF-8''").unwrap();
    assert!(!plain.contains('"') && !extended.contains([';', ' ', '"']), "{value}");
    let decoded = super::decode::extended(format!("UTF-8''{extended}").as_bytes()).unwrap();
    (plain.to_owned(), decoded)
}

#[test]
fn a_file_is_saved_with_a_correct_extension_and_a_harmless_name() {
    use FileMedia::{Jpeg, Pdf, Png};
    for (name, media, expected) in [
        ("a.pdf", Pdf, "a.pdf"),
        ("Scan.PDF", Pdf, "Scan.PDF"),
        ("Müller & Söhne.pdf", Pdf, "Müller & Söhne.pdf"),
        ("me.jpeg", Jpeg, "me.jpeg"),
        ("me.JPG", Jpeg, "me.JPG"),
        ("me.png", Jpeg, "me.png.jpg"),
        ("invoice.exe", Pdf, "invoice.exe.pdf"),
        ("invoice", Png, "invoice.png"),
        (".htaccess", Pdf, "_.htaccess.pdf"),
        (".pdf", Pdf, "_.pdf"),
        ("CON.pdf", Pdf, "_CON.pdf"),
        ("con", Pdf, "_con.pdf"),
        ("com1.tar.pdf", Pdf, "_com1.tar.pdf"),
        ("LPT².pdf", Pdf, "_LPT².pdf"),
        ("console.pdf", Pdf, "console.pdf"),
        ("a:b|c?<d>\"e\"*.pdf", Pdf, "a:b|c?<d>\"e\"*.pdf"),
        ("a\r\nSet-Cookie: x=1", Pdf, "a__Set-Cookie: x=1.pdf"),
        ("50%.pdf", Pdf, "50%.pdf"),
    ] {
        let (plain, extended) = saved(name, media);
        assert_eq!(extended, expected, "{name}");
        let is_plain = expected.is_ascii() && !expected.contains(['%', '"']);
        assert_eq!(plain, if is_plain { expected.to_owned() } else { format!("{}.{}", id(), media.extension()) });
    }
    for name in ["ü".repeat(127), format!("{}.pdf", "n".repeat(251)), format!("con.{}.pdf", "n".repeat(247))] {
        let (_, extended) = saved(&name, FileMedia::Pdf);
        assert!(extended.len() <= 255 && extended.ends_with(".pdf"), "{extended}");
    }
    let unnamed = content_disposition(None, &id(), FileMedia::Jpeg);
    assert_eq!(unnamed, format!("attachment; filename=\"{}.jpg\"", id()));
}
