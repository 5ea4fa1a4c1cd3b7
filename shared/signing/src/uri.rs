//! `uri` claim: the path and, if there is one, `?` and the query, exactly as sent.

use crate::UriError;

/// Returns the `uri` to sign for a URL: path and query unchanged, without scheme, host and an empty query's `?`.
///
/// Send exactly this text: an HTTP client that rewrites the query (some escape `'`, some sort) breaks the signature.
///
/// ```
/// # fn main() -> Result<(), signing::UriError> {
/// let uri = signing::uri_of("https://api.example.com/api/v1/customers?limit=5&status=DRAFT")?;
/// assert_eq!(uri, "/api/v1/customers?limit=5&status=DRAFT");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`UriError`]: the URL is not absolute `http` or `https`, has a user name, a fragment, a path with characters outside
/// `A-Z a-z 0-9 - . _ ~ /`, with `//` or with a dot segment, or a query with characters that must be percent-encoded.
pub fn uri_of(url: &str) -> Result<String, UriError> {
    let (scheme, rest) = url.split_once("://").ok_or(UriError::NotAbsolute)?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err(UriError::NotAbsolute);
    }
    // RFC 3986 section 3.2: the authority ends at the first of these.
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at_checked(end).ok_or(UriError::NotAbsolute)?;
    if authority.contains('@') {
        return Err(UriError::UserInfo);
    }
    if authority.is_empty() || authority.contains(['\\', ' ']) {
        return Err(UriError::NotAbsolute);
    }
    let target = without_empty_query(target);
    // RFC 9110 section 4.2.3: an empty path and `/` are the same.
    let uri = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
    check(&uri)?;
    Ok(uri)
}

/// Removes a trailing `?` from `uri`: the API treats an empty query as none too.
pub(crate) fn without_empty_query(uri: &str) -> &str {
    uri.strip_suffix('?').filter(|path| !path.contains('?')).unwrap_or(uri)
}

/// Checks that the API can compare `uri` with what it receives.
pub(crate) fn check(uri: &str) -> Result<(), UriError> {
    if uri.contains('#') {
        return Err(UriError::Fragment);
    }
    let (path, query) = match uri.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (uri, None),
    };
    let segments = path.strip_prefix('/').ok_or(UriError::NotAPath)?;
    let path_character = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '/');
    if let Some((position, character)) = path.char_indices().find(|(_, c)| !path_character(*c)) {
        return Err(UriError::PathCharacter { character, position });
    }
    if path.contains("//") {
        return Err(UriError::EmptySegment);
    }
    if segments.split('/').any(|segment| segment == "." || segment == "..") {
        return Err(UriError::DotSegment);
    }
    match query {
        None => Ok(()),
        // Visible ASCII, which a request line carries unchanged (RFC 9112 section 3).
        Some(query) => match query.char_indices().find(|(_, c)| !c.is_ascii_graphic()) {
            None => Ok(()),
            Some((position, character)) => Err(UriError::QueryCharacter { character, position: position + 1 }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_and_query_are_taken_unchanged() {
        for (url, uri) in [
            ("https://h/api/v1/customers", "/api/v1/customers"),
            ("HTTPS://h/a", "/a"),
            ("http://127.0.0.1:9000/a/", "/a/"),
            ("http://[::1]:9000/a", "/a"),
            ("https://h", "/"),
            ("https://h/", "/"),
            ("https://h?a=1", "/?a=1"),
            ("https://h/?a=1", "/?a=1"),
            ("https://h?", "/"),
            ("https://h/a?", "/a"),
            ("https://h/a??", "/a??"),
            ("https://h/a?b?", "/a?b?"),
            ("https://h/a?b", "/a?b"),
            ("https://h/a?b=&a=%2f+%20&&a", "/a?b=&a=%2f+%20&&a"),
            ("https://h/a?next=https://x@y/z", "/a?next=https://x@y/z"),
            ("https://h/A-Z.a_z~0", "/A-Z.a_z~0"),
            ("https://h/a...b/.c", "/a...b/.c"),
        ] {
            assert_eq!(uri_of(url).as_deref(), Ok(uri), "{url}");
        }
    }

    #[test]
    fn ambiguous_input_is_refused() {
        use UriError as E;
        let path = |character, position| E::PathCharacter { character, position };
        let query = |character, position| E::QueryCharacter { character, position };
        for (url, error) in [
            ("", E::NotAbsolute),
            ("/api/v1/customers", E::NotAbsolute),
            ("api.example.com/a", E::NotAbsolute),
            ("ftp://h/a", E::NotAbsolute),
            (" https://h/a", E::NotAbsolute),
            ("https:///a", E::NotAbsolute),
            ("https://h\\a", E::NotAbsolute),
            ("https://me:secret@h/a", E::UserInfo),
            ("https://h/a%2Fb", path('%', 2)),
            ("https://h/a;v=1", path(';', 2)),
            ("https://h/ä", path('ä', 1)),
            ("https://h/a b", path(' ', 2)),
            ("https://h/a\n", path('\n', 2)),
            ("https://h//a", E::EmptySegment),
            ("https://h/a//", E::EmptySegment),
            ("https://h/a/./b", E::DotSegment),
            ("https://h/a/..", E::DotSegment),
            ("https://h/../a", E::DotSegment),
            ("https://h/a#b", E::Fragment),
            ("https://h/a?b#c", E::Fragment),
            ("https://h/a?b c", query(' ', 2)),
            ("https://h/a?ü", query('ü', 1)),
            ("https://h/a?b\r\nx: y", query('\r', 2)),
        ] {
            assert_eq!(uri_of(url), Err(error), "{url}");
        }
        assert_eq!(check("a"), Err(E::NotAPath));
        assert_eq!(check(""), Err(E::NotAPath));
        assert_eq!(check("https://h/a"), Err(E::NotAPath));
    }

    #[test]
    fn a_control_character_is_shown_escaped() {
        let error = UriError::PathCharacter { character: '\u{1b}', position: 3 };
        assert!(error.to_string().contains(r"`\u{1b}` at position 3"), "{error}");
    }
}
