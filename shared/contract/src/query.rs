//! Reading a query string: each parameter once, percent-decoded, judged by its type's rule.

use crate::json::{FromJson, Json, Members, Reader, from_tree};
use crate::problem::FieldError;

/// Reads `raw`, the query without its `?`, as a `T`.
///
/// # Errors
/// Every parameter that is repeated, unknown, not UTF-8, or breaks its rule; the pointer is `/` and its name.
pub fn parse<T: FromJson>(raw: &str) -> Result<T, Vec<FieldError>> {
    let mut members: Vec<(String, Json)> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(raw.as_bytes()) {
        // form_urlencoded puts U+FFFD where the bytes are no UTF-8.
        if name.contains('\u{fffd}') || value.contains('\u{fffd}') {
            return Err(vec![wrong(&name, "must be percent-encoded UTF-8")]);
        }
        if members.iter().any(|(present, _)| *present == name) {
            return Err(vec![wrong(&name, "must be given once")]);
        }
        members.push((name.into_owned(), Json::String(value.into_owned())));
    }
    from_tree(Json::Object(members))
}

fn wrong(name: &str, reason: &str) -> FieldError {
    FieldError { pointer: format!("/{name}"), reason: reason.to_owned() }
}

/// The query parameters of a route that takes none.
#[derive(Clone, Copy, Debug)]
pub struct NoQuery;

impl FromJson for NoQuery {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        Members::open(value, at)?.close(at);
        Some(Self)
    }
}

/// Query parameters, parsed.
pub trait Query: Sized {
    /// Reads `raw`, the query without its `?`.
    ///
    /// # Errors
    /// As [`parse`].
    fn read(raw: &str) -> Result<Self, Vec<FieldError>>;
}

impl<T: FromJson> Query for T {
    fn read(raw: &str) -> Result<Self, Vec<FieldError>> {
        parse(raw)
    }
}

/// Query parameters that the route does not look at.
#[derive(Clone, Copy, Debug, schemars::JsonSchema)]
pub struct AnyQuery;

impl Query for AnyQuery {
    fn read(_: &str) -> Result<Self, Vec<FieldError>> {
        Ok(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::PageQuery;

    #[test]
    fn parameters_are_known_single_and_valid() {
        let query: PageQuery = parse("limit=5").unwrap();
        assert_eq!(query.limit.unwrap().get(), 5);
        for (raw, pointer) in
            [("limit=5&limit=6", "/limit"), ("page=1", "/page"), ("limit=0", "/limit"), ("cursor=%ff", "/cursor")]
        {
            let errors = parse::<PageQuery>(raw).unwrap_err();
            assert_eq!(errors.first().map(|error| error.pointer.as_str()), Some(pointer), "{raw}");
        }
        assert!(parse::<NoQuery>("").is_ok() && parse::<NoQuery>("x").is_err());
    }
}
