//! Pages of lists: `?cursor=&limit=`, newest first, stable while records are added.
//!
//! Code that reads a list uses a [`Position`] in it, callers use a [`Cursor`]. Only the runtime converts between them
//! ([`Cursors`]), so each position from a caller is authenticated, and none is shown.

use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::json::{FromJson, Json, Reader, from_text, list_query};
use crate::route::{AnswerContext, Output};
use crate::value::{InvalidValue, text_type};

/// Default number of records on a page.
pub const DEFAULT_LIMIT: u16 = 20;
/// Most records on a page.
pub const MAX_LIMIT: u16 = 100;

/// Most records on a page: 1 to 100, 20 by default.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(example = DEFAULT_LIMIT)]
pub struct Limit(#[schemars(range(min = 1, max = 100))] u16);

impl Limit {
    /// Limit of one record.
    pub const LEAST: Self = Self(1);
    /// Highest limit.
    pub const MOST: Self = Self(MAX_LIMIT);

    /// Returns the number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(DEFAULT_LIMIT)
    }
}

impl FromStr for Limit {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let reason = match text.trim_start_matches('0') {
            _ if text.is_empty() => "is empty; send a whole number from 1 to 100, or omit it for 20",
            _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => {
                "must be a whole number from 1 to 100, written in digits alone"
            }
            "" => "must be at least 1",
            digits => match digits.parse() {
                Ok(number) if number <= MAX_LIMIT => return Ok(Self(number)),
                _ => "must be at most 100; for more records, send the `nextCursor` of a page as `cursor`",
            },
        };
        Err(InvalidValue::new(reason))
    }
}

from_text!(Limit);

/// Cursor: opaque, authenticated place in a list.
///
/// It is valid for one list, its filters and one organization.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor(String);

/// Bytes of a cursor without its position: see `runtime::cursor`.
pub const CURSOR_OVERHEAD: usize = 41;
/// Most bytes of a position. A member's has a time and a user id of up to 255 characters.
pub const MAX_POSITION: usize = 300;
/// Lengths of the shortest and the longest cursor, in base64url without padding.
const CURSOR_LENGTHS: std::ops::RangeInclusive<usize> =
    ((CURSOR_OVERHEAD + 1) * 4).div_ceil(3)..=((CURSOR_OVERHEAD + MAX_POSITION) * 4).div_ceil(3);

/// Next step after a refused cursor.
const NEXT: &str =
    "send the `nextCursor` of the previous page exactly as received, or omit `cursor` for the first page";

impl FromStr for Cursor {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let character = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let reason = if text.is_empty() {
            "is empty; omit it for the first page".to_owned()
        } else if ["null", "undefined", "none", "nil"].iter().any(|nothing| text.eq_ignore_ascii_case(nothing)) {
            format!("is not a cursor: a `nextCursor` of `null` means that there is no next page; {NEXT}")
        } else if let Some(position) = text.bytes().position(|byte| !character(byte)) {
            format!("is not a cursor: character {} is not allowed in cursors; {NEXT}", position + 1)
        } else if text.len() < *CURSOR_LENGTHS.start() {
            format!("is not a cursor: its length is {}, shorter than any cursor; {NEXT}", text.len())
        } else if text.len() > *CURSOR_LENGTHS.end() {
            format!("is not a cursor: its length is {}, longer than any cursor; {NEXT}", text.len())
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(InvalidValue::new(reason))
    }
}

text_type!(Cursor, {
    "type": "string", "pattern": "^[0-9A-Za-z_-]{56,455}$",
    "description": "Opaque place in this list. Send it back as received, with the same filters.",
    "examples": ["AXo1bGJ2c0tQd1F4T2ZlN0NtRWd5cTRjdXNfMEhxWXgzdlFtNmgyblhjWXQ4V2QxZXJ2UGs5d1N0WnE0bUxfYVh3"],
});

impl Cursor {
    /// Wraps text from [`Cursors::seal`].
    pub const fn sealed(text: String) -> Self {
        Self(text)
    }
}

/// Reason for refusing a cursor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CursorRefusal {
    /// Made by another version or with another key, or forged.
    NotAuthentic,
    /// Made for another list.
    OtherList,
    /// Made for another organization.
    OtherOrganization,
    /// Made for other filters.
    OtherFilters,
}

impl CursorRefusal {
    fn reason(self) -> String {
        match self {
            Self::NotAuthentic => {
                format!("is not as this API made it, or is older than the current cursor key; {NEXT}")
            }
            Self::OtherList => format!("was made for another list; {NEXT}"),
            Self::OtherOrganization => format!("was made for another organization; {NEXT}"),
            Self::OtherFilters => {
                "was made for other filters; send the filters of the first page again, or omit `cursor` to start anew"
                    .to_owned()
            }
        }
    }
}

/// Position in a list: the sort key after which the next page starts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(transparent)]
pub struct Position(String);

impl Position {
    /// Creates the position after the record with this key.
    pub fn after(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// Returns the sort key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Always fails. So a page with an unsealed cursor is never sent.
impl Serialize for Position {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a position must be sealed into a cursor before it is sent"))
    }
}

/// Takes the position that [`crate::query`] got from the caller's cursor.
impl FromJson for Position {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        at.parse_text::<String>(value).map(Self)
    }
}

/// Schema of the cursor, which callers send.
impl JsonSchema for Position {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Cursor::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Cursor::json_schema(generator)
    }
}

/// Cursors of one list, with its filters, for one organization.
pub trait Cursors {
    /// Seals a position into a cursor.
    fn seal(&self, position: &Position) -> Cursor;

    /// Opens a cursor.
    ///
    /// # Errors
    /// [`CursorRefusal`] if [`Cursors::seal`] did not make it for this list.
    fn open(&self, cursor: &Cursor) -> Result<Position, CursorRefusal>;
}

/// Opens a cursor's text, or returns the reason for refusing it.
pub(crate) fn open(text: &str, cursors: &dyn Cursors) -> Result<Position, String> {
    let cursor: Cursor = text.parse().map_err(|error: InvalidValue| error.to_string())?;
    cursors.open(&cursor).map_err(CursorRefusal::reason)
}

/// Cursors that accept every valid form, unauthenticated. They serve checks of a query's form.
#[derive(Clone, Copy, Debug)]
pub struct FormOnly;

impl Cursors for FormOnly {
    fn seal(&self, position: &Position) -> Cursor {
        Cursor(position.0.clone())
    }
    fn open(&self, cursor: &Cursor) -> Result<Position, CursorRefusal> {
        Ok(Position(cursor.0.clone()))
    }
}

list_query! {
    /// Page of a list.
    pub struct PageQuery {}
}

/// Page of a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// Records, newest first.
    items: Vec<T>,
    /// Cursor of the next page; `null` on the last page.
    #[schemars(with = "Option<Cursor>", extend("x-example" = false))]
    next_cursor: Option<Next>,
    /// `true` if there is a next page.
    has_more: bool,
    /// Position of each record.
    #[serde(skip)]
    positions: Vec<Position>,
}

/// Start of the next page: first a position, in the answer its cursor.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Next {
    Position(Position),
    Cursor(Cursor),
}

impl<T> Page<T> {
    /// Creates a page of records with their positions; `next` is `None` on the last page.
    pub fn new(records: impl IntoIterator<Item = (Position, T)>, next: Option<Position>) -> Self {
        let (positions, items) = records.into_iter().unzip();
        Self { items, has_more: next.is_some(), next_cursor: next.map(Next::Position), positions }
    }

    /// Creates a page of at most `limit` of `records`. A further record shows that there are more.
    pub fn cut(mut records: Vec<(Position, T)>, limit: Limit) -> Self {
        let limit = usize::from(limit.get());
        let has_more = records.len() > limit;
        records.truncate(limit);
        let next = records.last().filter(|_| has_more).map(|(position, _)| position.clone());
        Self::new(records, next)
    }

    /// Creates a page of `all`, sorted by ascending key.
    pub fn of(all: Vec<T>, query: &PageQuery, key: impl Fn(&T) -> String) -> Self {
        let placed = all.into_iter().map(|item| (Position::after(key(&item)), item));
        let rest = placed.filter(|(position, _)| query.cursor.as_ref().is_none_or(|after| position > after));
        let limit = query.limit.unwrap_or_default();
        Self::cut(rest.take(usize::from(limit.get()) + 1).collect(), limit)
    }

    /// Returns the records.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Returns the records, owned.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// Returns the records with their positions.
    pub fn into_records(self) -> impl Iterator<Item = (Position, T)> {
        self.positions.into_iter().zip(self.items)
    }

    /// Returns the position after which the next page starts; `None` on the last page.
    pub const fn next(&self) -> Option<&Position> {
        match &self.next_cursor {
            Some(Next::Position(position)) => Some(position),
            Some(Next::Cursor(_)) | None => None,
        }
    }

    /// Converts each record and keeps its position.
    #[must_use]
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        let Self { items, next_cursor, has_more, positions } = self;
        Page { items: items.into_iter().map(convert).collect(), next_cursor, has_more, positions }
    }

    /// Converts each record and keeps its position.
    ///
    /// # Errors
    /// The first error of `convert`.
    pub fn try_map<U, E>(self, convert: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let Self { items, next_cursor, has_more, positions } = self;
        let items = items.into_iter().map(convert).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor, has_more, positions })
    }

    /// Converts each record, keeps its position, and drops records without a result.
    #[must_use]
    pub fn filter_map<U>(self, mut convert: impl FnMut(T) -> Option<U>) -> Page<U> {
        let Self { items, next_cursor, has_more, positions } = self;
        let kept = positions.into_iter().zip(items);
        let (positions, items) = kept.filter_map(|(position, item)| Some((position, convert(item)?))).unzip();
        Page { items, next_cursor, has_more, positions }
    }
}

impl<T: Serialize> Page<T> {
    /// Ends the page before the first record that does not fit. It keeps at least one.
    fn fit(&mut self, context: &AnswerContext<'_>) -> Result<(), serde_json::Error> {
        let mut used = 0_usize;
        for (place, item) in self.items.iter().enumerate() {
            // With the comma after it.
            used = used.saturating_add((context.size)(&serde_json::to_string(item)?)).saturating_add(1);
            let Some(before) = place.checked_sub(1).filter(|_| used > context.room) else { continue };
            self.next_cursor = self.positions.get(before).cloned().map(Next::Position);
            self.has_more = true;
            self.items.truncate(place);
            self.positions.truncate(place);
            break;
        }
        Ok(())
    }
}

impl<T: Serialize + JsonSchema> Output for Page<T> {
    fn finish(&mut self, context: &AnswerContext<'_>) -> Result<(), serde_json::Error> {
        self.fit(context)?;
        if let Some(Next::Position(position)) = &self.next_cursor {
            self.next_cursor = Some(Next::Cursor(context.cursors.seal(position)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(cursor: Option<&str>, limit: &str) -> (Vec<&'static str>, Option<String>, bool) {
        let query = PageQuery { cursor: cursor.map(Position::after), limit: Some(limit.parse().unwrap()) };
        let page = Page::of(vec!["a", "b", "c"], &query, |item| (*item).to_owned());
        let next = page.next().map(|next| next.as_str().to_owned());
        (page.items, next, page.has_more)
    }

    #[test]
    fn pages_follow_one_another() {
        assert_eq!(page(None, "2"), (vec!["a", "b"], Some("b".to_owned()), true));
        assert_eq!(page(Some("b"), "2"), (vec!["c"], None, false));
        assert_eq!(page(None, "3"), (vec!["a", "b", "c"], None, false));
        assert_eq!(page(Some("c"), "3"), (vec![], None, false));
    }

    #[test]
    fn a_limit_is_refused_for_its_own_reason() {
        for (bad, reason) in [
            ("", "is empty"),
            ("0", "at least 1"),
            ("000", "at least 1"),
            ("101", "at most 100"),
            ("99999999", "at most 100"),
            ("-1", "digits alone"),
            ("+5", "digits alone"),
            (" 5", "digits alone"),
            ("1.0", "digits alone"),
            ("1e1", "digits alone"),
            ("0x10", "digits alone"),
            ("\u{665}", "digits alone"),
            ("null", "digits alone"),
        ] {
            let said = bad.parse::<Limit>().unwrap_err().to_string();
            assert!(said.contains(reason), "{bad}: {said}");
        }
        assert_eq!("100".parse::<Limit>().unwrap().get(), 100);
    }

    #[test]
    fn an_invalid_cursor_gets_its_reason() {
        for (bad, reason) in [
            ("", "is empty"),
            ("null", "no next page"),
            ("undefined", "no next page"),
            ("None", "no next page"),
            ("0", "length is 1,"),
            ("cus_0HqYx3vQm6h2nXcYt8Wd1e", "length is 26,"),
            (&"A".repeat(456), "length is 456,"),
            (&format!("{}=", "A".repeat(80)), "character 81"),
            (" A", "character 1 "),
        ] {
            let said = bad.parse::<Cursor>().unwrap_err().to_string();
            assert!(said.contains(reason) && said.contains("`cursor`") | bad.is_empty(), "{bad}: {said}");
        }
        for good in [56, 455] {
            assert!("A".repeat(good).parse::<Cursor>().is_ok());
        }
    }

    fn context(room: usize) -> AnswerContext<'static> {
        AnswerContext { cursors: &FormOnly, room, size: str::len }
    }

    fn finished(room: usize) -> serde_json::Value {
        let records = ["a", "bb", "ccc"].map(|text| (Position::after(format!("after-{text}")), text));
        let mut page = Page::new(records, Some(Position::after("after-ccc")));
        page.finish(&context(room)).unwrap();
        serde_json::to_value(page).unwrap()
    }

    #[test]
    fn a_page_ends_before_a_record_that_does_not_fit_but_has_one() {
        for (room, items, next) in [
            // Each has two quotes and a comma.
            (100, &["a", "bb", "ccc"][..], "after-ccc"),
            (15, &["a", "bb", "ccc"], "after-ccc"),
            (14, &["a", "bb"], "after-bb"),
            (8, &["a"], "after-a"),
            (0, &["a"], "after-a"),
        ] {
            assert_eq!(
                finished(room),
                serde_json::json!({ "items": items, "nextCursor": next, "hasMore": true }),
                "{room}"
            );
        }
    }

    #[test]
    fn a_page_with_an_unsealed_cursor_is_not_serialized() {
        let page = Page::new([(Position::after("a"), "a")], Some(Position::after("a")));
        assert!(serde_json::to_string(&page).is_err());
    }
}
