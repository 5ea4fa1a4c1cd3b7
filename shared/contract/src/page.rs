//! Lists: `?cursor=&limit=`, newest first, stable while records are added.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::json::{from_text, object};
use crate::route::Output;
use crate::value::{InvalidValue, text_type};

/// Records a page holds where the caller does not say.
pub const DEFAULT_LIMIT: u16 = 20;
/// Records a page holds at most.
pub const MAX_LIMIT: u16 = 100;

/// How many records a page holds: 1 to 100.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(example = DEFAULT_LIMIT)]
pub struct Limit(#[schemars(range(min = 1, max = 100))] u16);

impl Limit {
    /// One.
    pub const LEAST: Self = Self(1);
    /// The greatest.
    pub const MOST: Self = Self(MAX_LIMIT);

    /// The number.
    #[must_use]
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
        Some(text)
            .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
            .filter(|limit| (1..=MAX_LIMIT).contains(limit))
            .map(Self)
            .ok_or(InvalidValue::new("must be a number from 1 to 100"))
    }
}

from_text!(Limit);

/// Where a page ended. Opaque to callers: it holds the last record's sort key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor(String);

impl Cursor {
    /// The place behind the record with this key.
    #[must_use]
    pub fn after(key: &str) -> Self {
        Self(key.to_owned())
    }
}

impl FromStr for Cursor {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        // A member's place is a time and a user id, which can have 255 characters.
        let form = (1..=300).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'~'));
        if form { Ok(Self(text.to_owned())) } else { Err(InvalidValue::new("must be a nextCursor of this list")) }
    }
}

text_type!(
    Cursor,
    schemars::json_schema!({
        "type": "string", "pattern": "^[0-9A-Za-z_.~-]{1,300}$", "examples": ["cus_0HqYx3vQm6h2nXcYt8Wd1e"],
    })
);

object! {
    /// Which page of a list.
    pub struct PageQuery {
        /// Where the last page ended.
        pub cursor: Option<Cursor>,
        /// How many to return.
        pub limit: Option<Limit>,
    }
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The records, newest first.
    pub items: Vec<T>,
    /// Names the next page; `null` on the last.
    #[schemars(extend("x-example" = false))]
    pub next_cursor: Option<Cursor>,
    /// Whether there is a next page.
    pub has_more: bool,
}

impl<T> Output for Page<T> where T: Serialize + JsonSchema {}

impl<T> Page<T> {
    /// The page of `items` at most `limit` long, where `items` may hold one more to tell whether
    /// there are more; `key` names the place of a record.
    #[must_use]
    pub fn cut(mut items: Vec<T>, limit: Limit, key: impl Fn(&T) -> String) -> Self {
        let limit = usize::from(limit.get());
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| has_more).map(|last| Cursor(key(last)));
        Self { items, next_cursor, has_more }
    }

    /// The page of `all`, whose keys ascend.
    #[must_use]
    pub fn of(all: Vec<T>, query: &PageQuery, key: impl Fn(&T) -> String) -> Self {
        let after = query.cursor.as_ref().map(Cursor::as_str);
        let rest = all.into_iter().filter(|item| after.is_none_or(|after| key(item).as_str() > after));
        let limit = query.limit.unwrap_or_default();
        Self::cut(rest.take(usize::from(limit.get()) + 1).collect(), limit, &key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(cursor: Option<&str>, limit: &str) -> (Vec<&'static str>, Option<String>, bool) {
        let query = PageQuery { cursor: cursor.map(|c| c.parse().unwrap()), limit: Some(limit.parse().unwrap()) };
        let page = Page::of(vec!["a", "b", "c"], &query, |item| (*item).to_owned());
        (page.items, page.next_cursor.map(|c| c.0), page.has_more)
    }

    #[test]
    fn pages_follow_one_another() {
        assert_eq!(page(None, "2"), (vec!["a", "b"], Some("b".to_owned()), true));
        assert_eq!(page(Some("b"), "2"), (vec!["c"], None, false));
        assert_eq!(page(None, "3"), (vec!["a", "b", "c"], None, false));
    }

    #[test]
    fn limits() {
        for bad in ["0", "101", "-1", "+1", "1.0", "", "99999999"] {
            assert!(bad.parse::<Limit>().is_err(), "{bad}");
        }
    }
}
