//! Parsing of JSON bodies.
//!
//! Duplicate names are refused. Each wrong field is reported, by its JSON pointer (RFC 6901) and the rule that it
//! breaks.
//!
//! `serde` stops at the first error and cannot tell an absent member from a wrong one. So a body is parsed into
//! [`Json`] first, and types take their members from it through [`FromJson`].

mod declare;
mod patch;
mod reader;
mod tree;

pub use declare::NotOneOf;
pub(crate) use declare::{deserialize_text, from_text, list_query, named, names, object, schema};
pub use patch::{MergePatch, PatchField};
pub use reader::{BodyError, FromJson, Members, Reader, from_tree, parse};
pub use tree::{Json, Numeral};

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro declares public types")]
mod tests {
    use super::*;

    object! {
        /// A thing
        pub struct Thing {
            /// needed
            pub first_name: String,
            /// not needed
            pub is_big: Option<bool>,
            /// more
            pub parts: Option<Vec<Thing>>,
        }
    }
    from_text!(String);

    fn wrong(text: &str) -> Vec<(String, String)> {
        match parse::<Thing>(text.as_bytes()) {
            Err(BodyError::Invalid(errors)) => errors.into_iter().map(|e| (e.pointer, e.reason)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_wrong_field_is_reported_by_its_pointer() {
        let found = wrong(r#"{"isBig":1,"a/b~":0,"parts":[{"firstName":"x"},{"firstName":null}]}"#);
        let expected = [
            ("/firstName", "is required"),
            ("/isBig", "must be a boolean, not a number"),
            ("/parts/1/firstName", "must be a string, not null"),
            ("/a~1b~0", "is not a known field"),
        ];
        assert_eq!(found, expected.map(|(p, r)| (p.to_owned(), r.to_owned())));
        assert_eq!(wrong("[]"), [(String::new(), "must be an object, not an array".to_owned())]);
    }

    #[test]
    fn a_repeated_name_is_malformed_however_it_is_written() {
        for text in [
            r#"{"firstName":"a","firstName":"b"}"#,
            r#"{"firstName":"a","\u0066irstName":"b"}"#,
            r#"{"firstName":"a","parts":[{"x":{"y":1,"y":2}}]}"#,
            "{",
            "",
            "{} {}",
            "\u{feff}\u{feff}{}",
        ] {
            assert!(matches!(parse::<Thing>(text.as_bytes()), Err(BodyError::Malformed(_))), "{text}");
        }
    }

    #[test]
    fn a_body_that_is_not_json_gets_a_sentence() {
        for (body, start) in [
            ("{", "The body is not JSON: EOF while parsing"),
            ("nope", "The body is not JSON: expected ident at line 1"),
            (
                r#"{"a":"\ud800"}"#,
                "The body is not JSON: it contains an escaped surrogate without its other half at line 1",
            ),
            (
                r#"{"a":"\udc00"}"#,
                "The body is not JSON: it contains an escaped surrogate without its other half at line 1",
            ),
            (
                r#"{"a":"\ud800\u0041"}"#,
                "The body is not JSON: it contains an escaped surrogate without its other half at",
            ),
            (r#"{"a":1e400}"#, "The body contains a number that is too large: number out of range at line 1"),
            (r#"{"a":1,"a":2}"#, "The body must contain each name of an object once: the name \"a\" occurs twice"),
        ] {
            let Err(BodyError::Malformed(found)) = parse::<Thing>(body.as_bytes()) else { panic!("{body}") };
            assert!(found.starts_with(start), "{body}: {found}");
        }
    }

    #[test]
    fn a_body_is_utf_8_with_or_without_a_byte_order_mark() {
        let body = "\u{feff}{\"firstName\":\"\u{f6}\"}";
        assert_eq!(parse::<Thing>(body.as_bytes()).unwrap().first_name, "\u{f6}");
        let utf16 =
            |bytes: fn(u16) -> [u8; 2]| "{\"firstName\":\"x\"}".encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for (body, reason) in [
            (b"".to_vec(), "is empty"),
            (b"{\"firstName\":\"K\xf6ln\"}".to_vec(), "the byte 0xF6 at offset 15"),
            (utf16(u16::to_le_bytes), "UTF-16"),
            (utf16(u16::to_be_bytes), "UTF-16"),
            (b"\xff\xfe{\0}\0".to_vec(), "UTF-16"),
            (b"\x1f\x8b\x08".to_vec(), "gzip"),
        ] {
            let Err(BodyError::Malformed(found)) = parse::<Thing>(&body) else { panic!("{body:?}") };
            assert!(found.contains(reason), "{found}");
        }
    }

    #[test]
    fn errors_of_a_wrong_body_are_bounded() {
        let long = "x".repeat(100_000);
        let found = wrong(&format!("{{\"firstName\":\"\",\"{long}\":1}}"));
        assert_eq!(found[0].0.chars().count(), 1 + 64 + 1);
        let many = format!("{{\"firstName\":\"\",\"parts\":[{}]}}", vec!["{}"; 5_000].join(","));
        let found = wrong(&many);
        assert_eq!((found.len(), found[99].0.as_str(), found[100].0.as_str()), (5_000, "/parts/99/firstName", ""));
        match parse::<Thing>(format!("{{\"{long}\":1,\"{long}\":2}}").as_bytes()) {
            Err(BodyError::Malformed(reason)) => assert!(reason.len() < 200),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn serde_writes_the_names_that_are_read() {
        let text = br#"{"firstName":"x","isBig":true,"parts":[]}"#;
        let thing: Thing = parse(text).unwrap();
        assert_eq!(serde_json::to_vec(&thing).unwrap(), text);
    }
}
