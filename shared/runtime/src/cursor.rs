//! Cursors: authenticated positions in lists.
//!
//! | bytes | content |
//! | --- | --- |
//! | 1 | version |
//! | 8 | tag of the list: its route and path |
//! | 8 | tag of the reading organization, or of Nuvera's admins |
//! | 8 | tag of the filters |
//! | up to 300 | position |
//! | 16 | HMAC-SHA-256 over all preceding bytes, truncated (RFC 2104, section 5) |
//!
//! Encoded in base64url without padding. A tag is also a truncated HMAC, under another label. The three tags give the
//! reason for refusing an authentic cursor. A position is the sort key of a record that the caller has seen, and not
//! secret. Even a forged cursor reaches no other organization's records: the store takes the partition from the caller,
//! never from a cursor.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::id::OrganizationId;
use contract::page::{CURSOR_OVERHEAD, Cursor, CursorRefusal, Cursors, Position};
use contract::query::filters;
use contract::route::RouteSpec;
use verify::Request;

const VERSION: u8 = 1;
const TAG: usize = 8;
const MAC: usize = 16;
const _: () = assert!(CURSOR_OVERHEAD == 1 + 3 * TAG + MAC, "contract::page has the lengths of cursors");

/// Least characters of a key: 256 bits of letters and digits.
const MIN_KEY: usize = 43;
/// Least different characters of a random key.
const MIN_DIFFERENT: usize = 8;

/// Key that authenticates this deployment's cursors.
#[derive(Clone)]
pub struct CursorKey(hmac::Key);

/// Hides the key.
impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey")
    }
}

impl FromStr for CursorKey {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() < MIN_KEY || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("must be at least 43 random letters and digits");
        }
        let different: std::collections::BTreeSet<u8> = text.bytes().collect();
        if different.len() < MIN_DIFFERENT {
            return Err("has too few different characters; it must be random");
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes())))
    }
}

impl CursorKey {
    /// Returns the cursors of the list in `request`, for `reader`.
    pub(crate) fn list(&self, route: &RouteSpec, request: &Request, reader: Reader<'_>) -> ListCursors {
        ListCursors {
            key: self.clone(),
            list: format!("{} {}", route.id(), request.path),
            reader: reader.name().to_owned(),
            query: request.query.clone(),
        }
    }

    fn truncated<const BYTES: usize>(&self, label: &str, parts: &[&[u8]]) -> [u8; BYTES] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [b"nuvera/cursor/v1".as_slice(), label.as_bytes()].iter().chain(parts) {
            // A length before each part keeps different sequences of parts distinct.
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
        let mut truncated = [0; BYTES];
        truncated.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
        truncated
    }
}

/// Reader of a list.
#[derive(Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// Services and users of a partner.
    Organization(&'a OrganizationId),
    /// Nuvera's admins.
    Admins,
    /// Anyone.
    Anyone,
}

impl Reader<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Organization(organization) => organization.as_str(),
            Self::Admins => "admins",
            Self::Anyone => "anyone",
        }
    }
}

/// Cursors of one list, with its filters, for one reader.
pub(crate) struct ListCursors {
    key: CursorKey,
    list: String,
    reader: String,
    query: String,
}

impl ListCursors {
    /// Tags of list, reader and filters.
    fn tags(&self) -> [[u8; TAG]; 3] {
        let filters = filters(&self.query);
        let filters: Vec<&[u8]> =
            filters.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]).collect();
        [
            self.key.truncated("list", &[self.list.as_bytes()]),
            self.key.truncated("reader", &[self.reader.as_bytes()]),
            self.key.truncated("filters", &filters),
        ]
    }

    fn mac(&self, bytes: &[u8]) -> [u8; MAC] {
        self.key.truncated("cursor", &[bytes])
    }
}

impl Cursors for ListCursors {
    fn seal(&self, position: &Position) -> Cursor {
        let mut bytes = vec![VERSION];
        bytes.extend(self.tags().concat());
        bytes.extend(position.as_str().as_bytes());
        bytes.extend(self.mac(&bytes));
        Cursor::sealed(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn open(&self, cursor: &Cursor) -> Result<Position, CursorRefusal> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor.as_str()).map_err(|_| CursorRefusal::NotAuthentic)?;
        let (signed, mac) = bytes.split_last_chunk::<MAC>().ok_or(CursorRefusal::NotAuthentic)?;
        verify_slices_are_equal(&self.mac(signed), mac).map_err(|_| CursorRefusal::NotAuthentic)?;
        let (version, rest) = signed.split_first().ok_or(CursorRefusal::NotAuthentic)?;
        let (tags, position) = rest.split_at_checked(3 * TAG).ok_or(CursorRefusal::NotAuthentic)?;
        if *version != VERSION {
            return Err(CursorRefusal::NotAuthentic);
        }
        let reasons = [CursorRefusal::OtherList, CursorRefusal::OtherOrganization, CursorRefusal::OtherFilters];
        for ((found, expected), reason) in tags.chunks(TAG).zip(self.tags()).zip(reasons) {
            if found != expected {
                return Err(reason);
            }
        }
        let position = std::str::from_utf8(position).map_err(|_| CursorRefusal::NotAuthentic)?;
        Ok(Position::after(position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "6b1f0c9a2d7e4835b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8";

    fn cursors(key: &str, list: &str, reader: &str, query: &str) -> ListCursors {
        let key = key.parse().unwrap();
        ListCursors { key, list: list.to_owned(), reader: reader.to_owned(), query: query.to_owned() }
    }

    #[test]
    fn a_cursor_opens_only_for_its_list_reader_and_filters() {
        let own = cursors(KEY, "list /a", "org_1", "limit=1&status=A&from=1");
        for position in ["cus_0HqYx3vQm6h2nXcYt8Wd1e", "x", &"é".repeat(150)] {
            let position = Position::after(position);
            let cursor = own.seal(&position);
            assert_eq!(cursor.as_str().parse::<Cursor>().unwrap(), cursor);
            assert_eq!(own.open(&cursor), Ok(position));
        }
        let cursor = own.seal(&Position::after("x"));
        for (key, list, reader, query, expected) in [
            (KEY, "list /a", "org_1", "from=1&cursor=y&limit=9&%73tatus=A", Ok(Position::after("x"))),
            (KEY, "list /b", "org_2", "status=A&from=1", Err(CursorRefusal::OtherList)),
            (KEY, "list /a", "org_2", "status=A", Err(CursorRefusal::OtherOrganization)),
            (KEY, "list /a", "org_1", "status=B&from=1", Err(CursorRefusal::OtherFilters)),
            (KEY, "list /a", "org_1", "", Err(CursorRefusal::OtherFilters)),
            (KEY, "list /a", "org_1", "status=Afrom&1=", Err(CursorRefusal::OtherFilters)),
            (&KEY.replace('6', "7"), "list /a", "org_1", "status=A&from=1", Err(CursorRefusal::NotAuthentic)),
        ] {
            assert_eq!(cursors(key, list, reader, query).open(&cursor), expected, "{list} {reader} {query}");
        }
    }

    #[test]
    fn a_changed_cursor_is_refused() {
        let own = cursors(KEY, "list /a", "org_1", "");
        let cursor = own.seal(&Position::after("cus_0HqYx3vQm6h2nXcYt8Wd1e"));
        let text = cursor.as_str();
        let refused = |text: String| {
            if let Ok(cursor) = text.parse::<Cursor>() {
                assert_eq!(own.open(&cursor), Err(CursorRefusal::NotAuthentic), "{text}");
            }
        };
        for place in 0..text.len() {
            refused(format!("{}{}", &text[..place], &text[place + 1..]));
            refused(format!("{}A{}", &text[..place], &text[place..]));
            for other in ["A", "B", "_", "9"] {
                if text[place..=place] != *other {
                    refused(format!("{}{other}{}", &text[..place], &text[place + 1..]));
                }
            }
        }
        for changed in [text.to_ascii_uppercase(), text.to_ascii_lowercase(), text.repeat(2), format!("{text}A")] {
            refused(changed);
        }
    }

    #[test]
    fn a_weak_key_is_refused() {
        for weak in ["", "short", &"a".repeat(64), &"ab".repeat(32), &KEY[..42], &format!("{KEY}="), "{{resolve:x}}"] {
            assert!(weak.parse::<CursorKey>().is_err(), "{weak}");
        }
        assert_eq!(format!("{:?}", KEY.parse::<CursorKey>().unwrap()), "CursorKey");
    }
}
