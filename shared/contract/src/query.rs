//! Parsing of query strings: each parameter once, percent-decoded, by its type's rule.

use crate::json::{FromJson, Json, Members, Reader, from_tree};
use crate::page::{self, Cursors};
use crate::problem::FieldError;

/// Parameter with a place in a list.
const CURSOR: &str = "cursor";
/// Parameter with the length of a page.
const LIMIT: &str = "limit";

/// Parses `raw`, the query without its `?`. Opens its cursor with `cursors`.
///
/// # Errors
/// Each parameter that is repeated, unknown, not UTF-8, or breaks its rule. The pointer is `/` and its name.
pub fn parse<T: FromJson>(raw: &str, cursors: &dyn Cursors) -> Result<T, Vec<FieldError>> {
    let mut members: Vec<(String, Json)> = Vec::new();
    let mut refused_cursor = None;
    for pair in raw.split('&') {
        // An empty pair has no parameter.
        let Some((name, value)) = url::form_urlencoded::parse(pair.as_bytes()).next() else { continue };
        if !is_utf8(pair) {
            return Err(vec![wrong(&name, "must be percent-encoded UTF-8")]);
        }
        if members.iter().any(|(present, _)| *present == name) {
            return Err(vec![wrong(&name, "must be sent once")]);
        }
        let mut value = value.into_owned();
        if name == CURSOR {
            value = match page::open(&value, cursors) {
                Ok(position) => position.as_str().to_owned(),
                Err(reason) => {
                    refused_cursor = Some(wrong(CURSOR, &reason));
                    String::new()
                }
            };
        }
        members.push((name.into_owned(), Json::String(value)));
    }
    let read = from_tree(Json::Object(members));
    match (read, refused_cursor) {
        (read, None) => read,
        (Ok(_), Some(refused)) => Err(vec![refused]),
        (Err(mut errors), Some(refused)) => {
            // A route without a cursor has already refused it by its name.
            if !errors.iter().any(|error| error.pointer == refused.pointer) {
                errors.push(refused);
            }
            Err(errors)
        }
    }
}

/// Returns the parameters of `raw` without cursor and limit, sorted by name.
pub fn filters(raw: &str) -> Vec<(String, String)> {
    let parameters = url::form_urlencoded::parse(raw.as_bytes());
    let filters = parameters.filter(|(name, _)| name != CURSOR && name != LIMIT);
    let mut filters: Vec<_> = filters.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    filters.sort();
    filters
}

/// Returns true if the decoded bytes of `pair` are UTF-8; `form_urlencoded` replaces others.
fn is_utf8(pair: &str) -> bool {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut rest = pair.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let Some((byte, after)) = rest.split_first() {
        let escaped = match (byte, after) {
            (b'%', [high, low, after @ ..]) => digit(high).zip(digit(low)).map(|(high, low)| (high * 16 + low, after)),
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*byte, after));
        decoded.push(byte);
        rest = after;
    }
    std::str::from_utf8(&decoded).is_ok()
}

fn wrong(name: &str, reason: &str) -> FieldError {
    // RFC 6901, section 3: `~` and `/` are escaped.
    FieldError { pointer: format!("/{}", name.replace('~', "~0").replace('/', "~1")), reason: reason.to_owned() }
}

/// Query of a route without parameters.
#[derive(Clone, Copy, Debug)]
pub struct NoQuery;

impl FromJson for NoQuery {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        Members::open(value, at)?.close(at);
        Some(Self)
    }
}

/// Parsed query parameters.
pub trait Query: Sized {
    /// True if the route reads no parameter and refuses none.
    const IGNORED: bool = false;

    /// Parses `raw`, the query without its `?`. Opens its cursor with `cursors`.
    ///
    /// # Errors
    /// The same as [`parse`].
    fn read(raw: &str, cursors: &dyn Cursors) -> Result<Self, Vec<FieldError>>;
}

impl<T: FromJson> Query for T {
    fn read(raw: &str, cursors: &dyn Cursors) -> Result<Self, Vec<FieldError>> {
        parse(raw, cursors)
    }
}

/// Query parameters that the route ignores.
#[derive(Clone, Copy, Debug, schemars::JsonSchema)]
pub struct AnyQuery;

impl Query for AnyQuery {
    const IGNORED: bool = true;

    fn read(_: &str, _: &dyn Cursors) -> Result<Self, Vec<FieldError>> {
        Ok(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{FormOnly, PageQuery};

    #[test]
    fn parameters_are_known_single_and_valid() {
        let query: PageQuery = parse("limit=5", &FormOnly).unwrap();
        assert_eq!(query.limit.unwrap().get(), 5);
        for (raw, pointer, reason) in [
            ("limit=5&limit=6", "/limit", "once"),
            ("page=1", "/page", "not a known"),
            ("a~/b=1", "/a~0~1b", "not a known"),
            ("a~/b=1&a~/b=1", "/a~0~1b", "once"),
            ("limit=0", "/limit", "at least"),
            ("cursor=%ff", "/cursor", "UTF-8"),
            ("cursor=null", "/cursor", "no next page"),
        ] {
            let errors = parse::<PageQuery>(raw, &FormOnly).unwrap_err();
            let [error] = errors.as_slice() else { panic!("{raw}: {errors:?}") };
            assert!(error.pointer == pointer && error.reason.contains(reason), "{raw}: {error:?}");
        }
        assert_eq!(parse::<PageQuery>("cursor=x&limit=y", &FormOnly).unwrap_err().len(), 2);
        assert!(parse::<NoQuery>("", &FormOnly).is_ok());
        let errors = parse::<NoQuery>("cursor=x", &FormOnly).unwrap_err();
        assert!(errors.len() == 1 && errors[0].reason.contains("not a known"), "{errors:?}");
        assert!(parse::<crate::organization::OrganizationQuery>("query=%e2%82%ac&&limit=5&", &FormOnly).is_ok());
        let told = parse::<crate::organization::OrganizationQuery>("query=%EF%BF%BD", &FormOnly).unwrap_err();
        assert!(told[0].reason.contains("replacement"), "{told:?}");
        assert!(parse::<NoQuery>("", &FormOnly).is_ok() && parse::<NoQuery>("x", &FormOnly).is_err());
    }
}
