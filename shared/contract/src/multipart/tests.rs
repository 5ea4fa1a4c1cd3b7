//! Forms that are accepted, and forms that are refused with their reason.

use super::*;
use crate::document::{DocumentType, FileMedia, MAX_FILE, NewDocument};
use crate::route::Body as _;

/// Shortest file that is accepted as a PDF.
const PDF: &[u8] = b"%PDF-1.7\nstartxref\n%%EOF";

const CONTENT_TYPE: &str = "multipart/form-data; boundary=B";

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    [format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(), content, b"\r\n"].concat()
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--B--\r\n".to_vec()].concat()
}

fn read_as(content_type: Option<&str>, body: Vec<u8>) -> Result<NewDocument, BodyError> {
    NewDocument::read(RawBody { content_type, bytes: &body.into() })
}

fn read(parts: &[Vec<u8>]) -> Result<NewDocument, BodyError> {
    read_as(Some(CONTENT_TYPE), form(parts))
}

fn file(content: &[u8]) -> Vec<u8> {
    part(r#"name="file"; filename="a.pdf""#, content)
}

fn kind(text: &str) -> Vec<u8> {
    part(r#"name="type""#, text.as_bytes())
}

#[track_caller]
fn assert_malformed(outcome: Result<NewDocument, BodyError>, reason: &str) {
    match outcome {
        Err(BodyError::Malformed(found)) => assert!(found.contains(reason), "{reason:?}: {found}"),
        other => panic!("{reason:?}: {other:?}"),
    }
}

#[track_caller]
fn assert_invalid(outcome: Result<NewDocument, BodyError>, expected: &[(&str, &str)]) {
    let Err(BodyError::Invalid(errors)) = outcome else { panic!("{outcome:?}") };
    let found: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.reason.as_str())).collect();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((pointer, reason), (wanted, rule)) in found.iter().zip(expected) {
        assert!(pointer == wanted && reason.contains(rule), "{found:?}");
    }
}

#[test]
fn every_byte_arrives_and_is_hashed() {
    let content: Vec<u8> =
        b"%PDF-1.7\n".iter().copied().chain(0..=255).chain(*b"\r\n--A\r\n\r\n--\nstartxref\n%%EOF").collect();
    let read = read(&[kind("INVOICE"), file(&content), part(r#"name="description""#, "März".as_bytes())]).unwrap();
    assert_eq!(read.content, content);
    assert_eq!(read.sha256, <[u8; 32]>::from(Sha256::digest(&content)));
    assert_eq!((read.r#type, read.media_type), (DocumentType::Invoice, FileMedia::Pdf));
    assert_eq!(read.description.unwrap().as_str(), "März");
    assert_eq!(read.file_name.unwrap().as_str(), "a.pdf");
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
    client: String,
    content_type: String,
    body: String,
    file_name: String,
}

impl Recorded {
    fn body(&self) -> Vec<u8> {
        self.body.chars().map(|c| u8::try_from(c).unwrap()).collect()
    }
}

fn recorded() -> Vec<Recorded> {
    serde_json::from_str(include_str!("../../../../tests/vectors/forms.json")).unwrap()
}

#[test]
fn forms_of_the_fields_clients_are_read() {
    let recorded = recorded();
    assert!(recorded.len() >= 30);
    for form in recorded {
        let read = read_as(Some(&form.content_type), form.body());
        let read = read.unwrap_or_else(|error| panic!("{}: {error:?}", form.client));
        assert_eq!(read.file_name.unwrap().as_str(), form.file_name, "{}", form.client);
        assert_eq!(read.r#type, DocumentType::Other, "{}", form.client);
        assert!(read.content.starts_with(b"%PDF-1.4") && read.content.ends_with(b"%%EOF\n"), "{}", form.client);
    }
}

/// Returns names and contents of the parts, as `multer` parses them.
fn by_multer(content_type: &str, body: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    use futures::FutureExt as _;
    let whole = futures::stream::iter([Ok::<_, std::convert::Infallible>(bytes::Bytes::from(body))]);
    let mut form = multer::Multipart::new(whole, multer::parse_boundary(content_type).unwrap());
    let read = async {
        let mut parts = Vec::new();
        while let Some(field) = form.next_field().await.unwrap() {
            parts.push((field.name().unwrap().to_owned(), field.bytes().await.unwrap().to_vec()));
        }
        parts
    };
    read.now_or_never().unwrap()
}

#[test]
fn another_parser_finds_the_same_parts() {
    for form in recorded() {
        let body = form.body();
        let boundary = boundary(&form.content_type).unwrap();
        let own: Vec<_> = delimited::split(&body, &boundary, MAX_PARTS)
            .unwrap()
            .into_iter()
            .enumerate()
            .map(|(at, part)| (head::read(part.head, at + 1).unwrap().name, part.content.to_vec()))
            .collect();
        assert_eq!(own, by_multer(&form.content_type, body.clone()), "{}", form.client);
    }
}

#[test]
fn a_file_name_has_its_own_rule() {
    for (head, expected) in [
        (r#"name="file""#, None),
        (r#"name="file"; filename="""#, None),
        (r#"name="file"; filename=a.pdf"#, Some("a.pdf")),
        (r#"filename="a.pdf"; name="file""#, Some("a.pdf")),
        (r#"FILENAME="a.pdf"; Name=file"#, Some("a.pdf")),
        (r#"name="file"; filename="C:\scans\me.pdf""#, Some("me.pdf")),
        (r#"name="file"; filename="übersicht.pdf""#, Some("übersicht.pdf")),
        (r#"filename*=utf-8''%C3%BC.pdf; filename="u.pdf"; name="file""#, Some("ü.pdf")),
        (r#"name="file"; filename="u.pdf"; filename*="UTF-8''%C3%BC.pdf""#, Some("ü.pdf")),
        (r#"name="file"; filename="=?utf-8?B?w7wucGRm?=""#, Some("ü.pdf")),
        // RFC 2231, 4.1
        (
            r#"name="file"; filename*0*=utf-8''%C3%BC; filename*1="ber 5%"; filename*2*=%C3%A4.pdf"#,
            Some("über 5%ä.pdf"),
        ),
        (r#"name="file"; filename*1="b.pdf"; filename*0="a""#, Some("ab.pdf")),
    ] {
        let read = read(&[part(head, PDF), kind("OTHER")]).unwrap_or_else(|error| panic!("{head}: {error:?}"));
        assert_eq!(read.file_name.as_ref().map(|name| name.as_str()), expected, "{head}");
    }
    let latin_1 = b"--B\r\nContent-Disposition: form-data; name=file; filename=\"M\xfcller.pdf\"\r\n\r\n";
    let latin_1 = [&latin_1[..], PDF, b"\r\n"].concat();
    assert_invalid(
        read(&[latin_1, kind("OTHER")]),
        &[("/file", "has a file name that is not UTF-8: it contains the byte 0xFC")],
    );
    let long = format!(r#"name="file"; filename="{}""#, "n".repeat(256));
    assert_invalid(
        read(&[part(&long, PDF), kind("OTHER")]),
        &[("/file", "has a file name that must have at most 255 bytes")],
    );
    assert_malformed(
        read(&[part(r#"name="file"; filename="a"; filename="b""#, PDF)]),
        "the parameter `filename` twice",
    );
}

#[test]
fn each_wrong_part_is_reported_at_once() {
    assert_invalid(read(&[]), &[("/file", "is required"), ("/type", "is required")]);
    assert_invalid(read(&[file(b""), kind("X")]), &[("/file", "must not be empty"), ("/type", "must be one of")]);
    let more = [file(PDF), kind("OTHER"), part(r#"name="a/b~""#, b"x"), part(r#"name="description""#, b"\xff")];
    assert_invalid(read(&more), &[("/a~1b~0", "is not a known field"), ("/description", "UTF-8")]);
}

/// Part with these header fields.
fn with(fields: &str, content: &[u8]) -> Vec<u8> {
    [b"--B\r\n", fields.as_bytes(), b"\r\n\r\n", content, b"\r\n"].concat()
}

#[test]
fn every_unambiguous_form_is_parsed() {
    let whole = form(&[file(PDF), kind("OTHER")]);
    let long = "b".repeat(70);
    let renamed = |boundary: &str| {
        let text: String = whole.iter().map(|byte| char::from(*byte)).collect();
        text.replace("--B", &format!("--{boundary}")).into_bytes()
    };
    let disposition = r#"Content-Disposition: form-data; name="file"; filename="a.pdf""#;
    let text = |field: &str, value: &[u8]| {
        with(&format!("Content-Disposition: form-data; name=description\r\n{field}"), value)
    };
    for (what, content_type, body) in [
        (
            "preamble and epilogue",
            CONTENT_TYPE,
            [b"preamble\r\n\r\n", whole.as_slice(), b"epilogue\r\n--B\r\n"].concat(),
        ),
        ("no line end at the end", CONTENT_TYPE, whole.trim_ascii_end().to_vec()),
        ("blanks behind a boundary", CONTENT_TYPE, {
            String::from_utf8(whole.clone())
                .unwrap()
                .replace("--B\r\n", "--B \t\r\n")
                .replace("--B--", "--B-- ")
                .into_bytes()
        }),
        ("quoted boundary", "Multipart/Form-Data; Boundary=\"B\"", whole.clone()),
        ("a charset beside the boundary", "multipart/form-data; charset=utf-8; boundary=B;", whole.clone()),
        ("70 characters", &format!("multipart/form-data; boundary={long}"), renamed(&long)),
        ("every character", "multipart/form-data; boundary=\"'()+_,-./:=? B\"", renamed("'()+_,-./:=? B")),
        (
            "what looks like a boundary",
            CONTENT_TYPE,
            form(&[file(&[PDF, b"\r\n--A\r\n--\r\n-B\n--B"].concat()), kind("OTHER")]),
        ),
        (
            "another media type",
            CONTENT_TYPE,
            form(&[with(&format!("{disposition}\r\nContent-Type: image/png"), PDF), kind("OTHER")]),
        ),
        (
            "binary",
            CONTENT_TYPE,
            form(&[with(&format!("{disposition}\r\nContent-Transfer-Encoding: Binary"), PDF), kind("OTHER")]),
        ),
        ("a length", CONTENT_TYPE, form(&[with(&format!("Content-Length: 5\r\n{disposition}"), PDF), kind("OTHER")])),
        (
            "folded",
            CONTENT_TYPE,
            form(&[with(&disposition.replace("; filename", ";\r\n filename"), PDF), kind("OTHER")]),
        ),
        ("case of names", CONTENT_TYPE, form(&[with(&disposition.to_ascii_lowercase(), PDF), kind("OTHER")])),
        ("`type` as a file", CONTENT_TYPE, form(&[file(PDF), part(r#"name="type"; filename="blob""#, b"OTHER")])),
        ("`file` as a field", CONTENT_TYPE, form(&[part(r#"name="file""#, PDF), kind("OTHER")])),
        (
            "`_charset_`",
            CONTENT_TYPE,
            form(&[part("name=_charset_", b"ISO-8859-1"), file(PDF), kind("OTHER"), text("X: 1", b"M\xe4rz")]),
        ),
        (
            "Latin-1",
            CONTENT_TYPE,
            form(&[file(PDF), kind("OTHER"), text("Content-Type: text/plain; charset=ISO-8859-1", b"M\xe4rz")]),
        ),
        (
            "UTF-16",
            CONTENT_TYPE,
            form(&[file(PDF), kind("OTHER"), text("Content-Type: text/plain; charset=utf-16le", b"M\0\xe4\0r\0z\0")]),
        ),
    ] {
        let read = read_as(Some(content_type), body).unwrap_or_else(|error| panic!("{what}: {error:?}"));
        assert!(read.content.starts_with(PDF) && read.media_type == FileMedia::Pdf, "{what}");
        assert!(read.description.is_none_or(|text| text.as_str() == "März"), "{what}");
    }
}

#[test]
fn a_malformed_form_gets_its_reason() {
    let whole = form(&[file(PDF), kind("OTHER")]);
    let with_line_feeds: Vec<u8> = whole.iter().copied().filter(|byte| *byte != b'\r').collect();
    let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    let long = format!("multipart/form-data; boundary={}", "b".repeat(71));
    let cut = |kept: usize| whole[..kept].to_vec();
    let many: Vec<_> = (0..=MAX_PARTS).map(|at| part(&format!(r#"name="p{at}""#), b"")).collect();
    let one = |fields: &str| form(&[with(fields, b"x")]);
    for (body, reason) in [
        (vec![], "the body is empty"),
        (b"\r\n".to_vec(), "the body is empty"),
        (cut(3), "last line must be `--B--`"),
        (cut(2), "starts with the boundary of `Content-Type`, `B`; the body starts with `--`"),
        (cut(10), "last line must be `--B--`"),
        (cut(60), "last line must be `--B--`"),
        (cut(whole.len() - 4), "last line must be `--B--`"),
        (cut(whole.len() - 7), "last line must be `--B--`"),
        (b"{\"type\":\"OTHER\"}".to_vec(), "the boundary of `Content-Type`, `B`."),
        (with_line_feeds.clone(), "CR LF (RFC 2046, 4.1.1), but are LF"),
        ([b"preamble\n", with_line_feeds.as_slice()].concat(), "but are LF"),
        (text(&whole).replacen("\r\n\r\n", "\n\n", 1).into_bytes(), "but are LF"),
        (text(&whole).replacen("%%EOF\r\n", "%%EOF\n", 1).replace("OTHER\r", "OTHER").into_bytes(), "but are LF"),
        (text(&whole).replace("--B--\r\n", "--B--\n").into_bytes(), "but are LF"),
        (form(&[file(b"x\r\n--Bx")]), "starts with the boundary `--B` and continues"),
        (form(&[part("x=1", b"y")]), "part 1 has no name"),
        (form(&[kind("OTHER"), part(r#"name="""#, b"y")]), "part 2 has no name"),
        (form(&[part("name*=utf-8''file", b"y")]), "part 1 has `name*`"),
        (form(&[b"--B\r\n\r\nx\r\n".to_vec()]), "part 1 has no `Content-Disposition`"),
        (one("Content-Type: text/plain"), "part 1 has no `Content-Disposition`"),
        (one("Content-Disposition: attachment; name=file"), "must be `form-data`, not `attachment`"),
        (
            one("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b"),
            "two `content-disposition`",
        ),
        (
            one("Content-Disposition: form-data; name=\"a"),
            "`Content-Disposition` of part 1 has no closing quotation mark",
        ),
        (one("Content-Disposition: form-data; name=\"a\"b\""), "after the closing quotation mark of `name`"),
        (one("Content-Disposition form-data"), "header line without a colon: `Content-Disposition form-data`"),
        (one(" folded: x"), "starts with white space"),
        (one(&format!("X: {}", "x".repeat(17_000))), "more than 16384 bytes of header fields"),
        (b"--B\r\nContent-Disposition: form-data; name=a\r\n--B--".to_vec(), "no empty line between"),
        (form(&[kind("OTHER"), kind("OTHER")]), "the part \"type\" occurs twice"),
        (form(&[file(PDF), file(PDF), kind("OTHER")]), "the part \"file\" occurs twice"),
        (form(&[part(r#"name="x""#, b"1"), part(r#"name="x""#, b"2")]), "occurs twice"),
        (form(&many), "more than 100 parts"),
    ] {
        assert_malformed(read_as(Some(CONTENT_TYPE), body), reason);
    }
    for (content_type, reason) in [
        ("multipart/form-data; boundary=other", "`other`; the body starts with `--B`"),
        ("multipart/form-data; boundary=%22B%22", "`%22B%22`; the body starts with `--B`"),
        ("multipart/form-data; boundary=b", "`b`; the body starts with `--B`"),
        ("multipart/form-data", "has no boundary"),
        ("multipart/form-data; boundary=\"\"", "1 to 70 visible ASCII characters (RFC 2046, 5.1.1), not 0"),
        ("multipart/form-data; boundary=\"B", "no closing quotation mark after `boundary`"),
        ("multipart/form-data; boundary=B; boundary=C", "`boundary` twice"),
        ("multipart/form-data; boundary", "without a value: `boundary`"),
        ("multipart/form-data; boundary=Bü", "1 to 70 visible ASCII"),
        (&long, "(RFC 2046, 5.1.1), not 71"),
    ] {
        assert_malformed(read_as(Some(content_type), whole.clone()), reason);
    }
    // A form without parts is parsed, and lacks everything.
    assert!(matches!(read(&[]), Err(BodyError::Invalid(errors)) if errors.len() == 2));
}

#[test]
fn an_unsupported_part_gets_its_reason() {
    let disposition = r#"Content-Disposition: form-data; name="file"; filename="a.pdf""#;
    for encoding in ["base64", "Quoted-Printable", "gzip", "x-uuencode"] {
        let parts =
            [with(&format!("{disposition}\r\nContent-Transfer-Encoding: {encoding}"), b"JVBERi0="), kind("OTHER")];
        let reason = format!(
            "Content-Transfer-Encoding: {}`, which forms do not allow (RFC 7578, 4.7)",
            encoding.to_lowercase()
        );
        assert_invalid(read(&parts), &[("/file", &reason)]);
    }
    let nested =
        with("Content-Disposition: form-data; name=file\r\nContent-Type: multipart/mixed; boundary=C", b"--C--");
    assert_invalid(read(&[nested, kind("OTHER")]), &[("/file", "form inside the form (`multipart/mixed`)")]);
    assert_invalid(
        read(&[part("name=file", b"@contract.pdf"), kind("OTHER")]),
        &[("/file", "is a text field without a file name")],
    );
    assert_invalid(
        read(&[part("name=file", b"%PDF-"), kind("OTHER")]),
        &[("/file", "is incomplete: the end of a PDF")],
    );
    assert_invalid(read(&[file(b"\x89PNG\r\n\x1a\n"), kind("OTHER")]), &[("/file", "IEND, is missing")]);
    assert_invalid(
        read(&[file(PDF), kind("OTHER"), part("name=_charset_", b"klingon")]),
        &[("/_charset_", "unknown charset `klingon`")],
    );
    let described = |kind: &str, text: &[u8]| {
        with(&format!("Content-Disposition: form-data; name=description\r\nContent-Type: {kind}"), text)
    };
    let shifted = described("text/plain; charset=shift_jis", b"\x81");
    assert_invalid(read(&[file(PDF), kind("OTHER"), shifted]), &[("/description", "is not text in `shift_jis`")]);
}

#[test]
fn only_forms_are_parsed() {
    for content_type in [None, Some("application/json"), Some("multipart/mixed; boundary=B"), Some("form")] {
        let Err(BodyError::Unsupported { expected, received }) = read_as(content_type, form(&[])) else {
            panic!("{content_type:?}")
        };
        assert_eq!((expected.as_str(), received.as_str()), (MEDIA_TYPE, content_type.unwrap_or("no content-type")));
    }
}

#[test]
fn a_byte_too_many_is_too_large() {
    let mut content = PDF.to_vec();
    content.resize(MAX_FILE, 0);
    assert_eq!(read(&[kind("OTHER"), file(&content)]).unwrap().content.len(), MAX_FILE);
    content.push(0);
    let outcome = read(&[kind("OTHER"), file(&content)]);
    assert!(matches!(outcome, Err(BodyError::TooLarge { .. })), "{outcome:?}");
}

#[test]
fn a_program_is_refused_whatever_its_name() {
    let outcome = read(&[kind("OTHER"), file(b"MZ\x90\0\x03")]);
    assert!(matches!(outcome, Err(BodyError::Unsupported { .. })), "{outcome:?}");
}

/// Generator with the same numbers in each run (Marsaglia, "Xorshift RNGs").
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn no_form_makes_the_parser_panic_and_each_refusal_names_a_reason() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let recorded = recorded();
    let pieces: [&[u8]; 12] = [
        b"\r\n", b"\n", b"--", b"\"", b";", b"filename*=", b"=?utf-8?B?", b"?=", b"%", b"\xff", b"\0",
        b"Content-Transfer-Encoding: base64\r\n",
    ];
    let (mut read, mut refused) = (0, 0);
    for round in 0..20_000 {
        let form = &recorded[round % recorded.len()];
        let mut body = form.body();
        for _ in 0..=random.below(3) {
            let at = random.below(body.len());
            match random.below(5) {
                0 => body[at] = random.below(256) as u8,
                1 => body.truncate(at.max(1)),
                2 => drop(body.drain(at..(at + random.below(30)).min(body.len()))),
                3 => drop(body.splice(at..at, pieces[random.below(pieces.len())].iter().copied())),
                _ => {
                    let copied: Vec<u8> = body[at..(at + random.below(60)).min(body.len())].to_vec();
                    drop(body.splice(at..at, copied));
                }
            }
            if body.is_empty() {
                body.push(b'-');
            }
        }
        let sent = body.escape_ascii().to_string();
        match read_as(Some(&form.content_type), body) {
            Ok(_) => read += 1,
            Err(error) => {
                refused += 1;
                let is_named = match &error {
                    BodyError::Malformed(reason) => reason.len() > 10,
                    BodyError::Invalid(errors) => {
                        !errors.is_empty() && errors.iter().all(|e| e.pointer.starts_with('/') && e.reason.len() > 8)
                    }
                    BodyError::Unsupported { expected, received } => !expected.is_empty() && !received.is_empty(),
                    BodyError::TooLarge { .. } => false,
                };
                assert!(is_named, "{error:?}: {sent}");
            }
        }
    }
    assert!(read > 1_000 && refused > 5_000, "{read} read, {refused} refused");
}
