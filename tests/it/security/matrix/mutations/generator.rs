//! Random and mutated bodies and queries from the documentation's examples.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::support::Seeded;

/// Values that are invalid somewhere, or unusual: `texts`, and `numbers` that a parsed tree cannot represent.
static UNUSUAL: LazyLock<HashMap<String, Vec<String>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../vectors/unusual_values.json")).unwrap());

fn text(random: &mut Seeded) -> &'static str {
    random.one_of::<String>(&UNUSUAL["texts"])
}

fn number(random: &mut Seeded) -> &'static str {
    random.one_of::<String>(&UNUSUAL["numbers"])
}

/// Placeholder for text that is inserted unescaped.
const RAW: &str = "@raw:";

fn value(random: &mut Seeded) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => random.one_in(2).into(),
        2 | 3 => format!("{RAW}{}", number(random)).into(),
        4 => json!([]),
        5 => json!({}),
        6 => json!([text(random), {}, null]),
        7 => json!({ (text(random)): text(random) }),
        // Lone and swapped surrogates, and an invalid escape.
        8 => format!("{RAW}{}", random.one_of(&[r#""\ud800""#, r#""\udc00\ud800""#, r#""\x""#, r#""\u00""#, "\"\t\""]))
            .into(),
        9 => {
            let length = *random.one_of(&[50, 100, 101, 200, 201, 500, 2_000, 20_000]);
            random
                .one_of(&["x", "ä", "😀", "\"", "\\", "\u{1}", "\u{200b}"])
                .repeat(length.min(if random.one_in(20) { 20_000 } else { 300 }))
                .into()
        }
        _ => text(random).into(),
    }
}

/// Changes one part of `tree`.
fn change(tree: &mut Value, random: &mut Seeded) {
    let deeper = !random.one_in(4);
    match tree {
        Value::Object(members) if deeper && !members.is_empty() => {
            let name = members.keys().nth(random.below(members.len())).unwrap().clone();
            match random.below(8) {
                0 => drop(members.shift_remove(&name)),
                1 => rename(members, &name, random),
                2 => drop(members.insert(text(random).to_owned(), value(random))),
                _ => change(&mut members[&name], random),
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let at = random.below(items.len());
            match random.below(6) {
                0 => drop(items.remove(at)),
                1 => items.push(value(random)),
                2 => {
                    let item = if random.one_in(3) { json!({}) } else { items[at].clone() };
                    items.extend(vec![item; random.below(120)]);
                }
                _ => change(&mut items[at], random),
            }
        }
        other => *other = value(random),
    }
}

fn rename(members: &mut Map<String, Value>, name: &str, random: &mut Seeded) {
    let moved = members.shift_remove(name).unwrap();
    let name = match random.below(4) {
        0 => name.to_uppercase(),
        1 => format!("{name}\u{0}"),
        2 => "x".repeat(5_000),
        _ => format!("{name}/~"),
    };
    members.insert(name, moved);
}

/// Makes a JSON body from `example`, or from nothing.
pub(super) fn body(example: &Value, random: &mut Seeded) -> Vec<u8> {
    if random.one_in(40) {
        return garbage(random);
    }
    let mut tree = example.clone();
    for _ in 0..=random.below(3) {
        change(&mut tree, random);
    }
    let mut text = tree.to_string();
    while let Some(start) = text.find(&format!("\"{RAW}")) {
        // The placeholder for raw text was escaped as part of a string.
        let end = end_of_string(&text, start);
        let inside: String = serde_json::from_str(&text[start..end]).unwrap();
        text.replace_range(start..end, &inside[RAW.len()..]);
    }
    if random.one_in(10)
        && let Value::Object(members) = &tree
        && let Some(name) = members.keys().next()
    {
        text = text.replacen('{', &format!("{{{}:1,", Value::from(name.as_str())), 1);
    }
    let mut bytes = text.into_bytes();
    match random.below(20) {
        0 => bytes.splice(..0, *b"\xef\xbb\xbf").for_each(drop),
        1 => bytes.truncate(random.below(bytes.len())),
        2 if !bytes.is_empty() => {
            let at = random.below(bytes.len());
            bytes[at] = bytes[at].wrapping_add(u8::try_from(1 + random.below(255)).unwrap());
        }
        3 => bytes.extend_from_within(..bytes.len() / 2),
        4 => bytes = String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => {}
    }
    bytes
}

fn end_of_string(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, c) in text[start + 1..].char_indices() {
        match c {
            '"' if !escaped => return start + 1 + at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

fn garbage(random: &mut Seeded) -> Vec<u8> {
    let length = random.below(2_000);
    match random.below(9) {
        0 => Vec::new(),
        1 => "[".repeat(length).into_bytes(),
        2 => "{\"a\":".repeat(length).into_bytes(),
        3 => format!("{}{}", "[".repeat(100), "]".repeat(100)).into_bytes(),
        4 => format!("[{}]", vec!["{}"; length].join(",")).into_bytes(),
        5 => {
            let members: Vec<_> = (0..length)
                .map(|at| format!("\"{}{at}\":{at}", random.one_of(&["x", "\\u0000", "\\ud83d\\ude00"])))
                .collect();
            format!("{{{}}}", members.join(",")).into_bytes()
        }
        6 => format!("{{\"persons\":[{}]}}", vec!["{}"; random.below(101)].join(",")).into_bytes(),
        7 => format!("\"{}\"", text(random)).into_bytes(),
        _ => (0..length).map(|_| u8::try_from(random.below(256)).unwrap()).collect(),
    }
}

/// Makes a query from valid names and values.
pub(super) fn query(pairs: &[(String, String)], random: &mut Seeded) -> String {
    let mut pairs = pairs.to_vec();
    pairs.retain(|_| !random.one_in(3));
    for _ in 0..=random.below(3) {
        let any = |random: &mut Seeded| match random.below(4) {
            0 => number(random).to_owned(),
            1 => (*random.one_of(&["%ff", "%", "%zz", "%ed%a0%80", "+", "%EF%BF%BD"])).to_owned(),
            2 => text(random).repeat(1 + random.below(40)),
            _ => text(random).to_owned(),
        };
        match random.below(4) {
            0 if !pairs.is_empty() => pairs.push(pairs[random.below(pairs.len())].clone()),
            1 => pairs.push((any(random), any(random))),
            _ if !pairs.is_empty() => {
                let at = random.below(pairs.len());
                pairs[at].1 = any(random);
            }
            _ => pairs.push(("limit".to_owned(), any(random))),
        }
    }
    let encode = |text: &str, random: &mut Seeded| -> String {
        if random.one_in(4) && text.is_ascii() && !text.contains(|c: char| c.is_control() || c == ' ') {
            return text.to_owned();
        }
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    };
    let pairs: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name, random), encode(value, random))).collect();
    pairs.join("&")
}

/// Makes a form from valid parts, and its content type.
pub(super) fn form(random: &mut Seeded) -> (String, Vec<u8>) {
    let heads = [
        "name=\"file\"; filename=\"a.pdf\"",
        "name=\"file\"",
        "name=\"type\"",
        "name=\"description\"",
        "name=\"x/~\"",
        "name=\"\"",
        "filename=\"a\"",
        "name=\"file\"; filename*=utf-8''M%C3%BCller.pdf",
        "name=\"file\"; filename=\"../a\"",
    ];
    let contents: [&[u8]; 8] =
        [b"%PDF-1.7\n%%EOF\n", b"OTHER", b"INVOICE", b"", b"\xff\xfe", b"MZ\x90", b"\x89PNG\r\n\x1a\n", b"a\r\nb\0"];
    let end = *random.one_of(&["\r\n", "\r\n", "\r\n", "\r\n", "\n"]);
    let mut body = Vec::new();
    let most = if random.one_in(50) { 120 } else { 5 };
    let parts = random.below(most);
    for _ in 0..parts {
        let more =
            *random.one_of(&["", "", "", "Content-Transfer-Encoding: base64", "Content-Type: text/plain; charset=x"]);
        let more = if more.is_empty() { String::new() } else { format!("{more}{end}") };
        let head = format!("--B{end}Content-Disposition: form-data; {}{end}{more}{end}", random.one_of(&heads));
        body.extend(head.bytes());
        let content: &[u8] = contents[random.below(contents.len())];
        body.extend_from_slice(content);
        body.extend(end.bytes());
    }
    body.extend(format!("--B--{end}").bytes());
    if random.one_in(6) {
        body.truncate(random.below(body.len()));
    }
    let types = [
        "multipart/form-data; boundary=B", "multipart/form-data; boundary=\"B\"", "multipart/form-data",
        "multipart/form-data; boundary=C", "", "text/plain",
    ];
    let content_type = if random.one_in(4) { *random.one_of(&types) } else { types[0] };
    (content_type.to_owned(), body)
}
