//! Parameters of a header field's value: `form-data; name="file"; filename="a.pdf"` (RFC 9110, 5.6.6).

/// Parameter of a header field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Parameter {
    /// Name in lower case.
    pub(super) name: String,
    /// Value without quotation marks and escapes, not always UTF-8.
    pub(super) value: Vec<u8>,
}

/// Splits a header field's value into first element and parameters. The first element is in lower case.
///
/// Only `\"` and `\\` are escapes in quotes, as in browsers' forms. Any other backslash is part of a Windows path.
///
/// # Errors
/// The reason, if a parameter cannot be parsed.
pub(super) fn split(value: &[u8]) -> Result<(String, Vec<Parameter>), String> {
    let end = value.iter().position(|byte| *byte == b';').unwrap_or(value.len());
    let (first, mut rest) = value.split_at(end);
    let mut found: Vec<Parameter> = Vec::new();
    while let Some((b';', after)) = rest.split_first() {
        rest = after.trim_ascii_start();
        if rest.is_empty() || rest.first() == Some(&b';') {
            continue;
        }
        let (parameter, after) = take(rest)?;
        if found.iter().any(|other| other.name == parameter.name) {
            return Err(format!("has the parameter `{}` twice", parameter.name));
        }
        found.push(parameter);
        rest = after;
    }
    Ok((text(first.trim_ascii()).to_ascii_lowercase(), found))
}

fn take(bytes: &[u8]) -> Result<(Parameter, &[u8]), String> {
    let end = bytes.iter().position(|byte| matches!(byte, b'=' | b';')).unwrap_or(bytes.len());
    let (name, rest) = bytes.split_at(end);
    let name = text(name.trim_ascii()).to_ascii_lowercase();
    let Some((b'=', rest)) = rest.split_first() else {
        return Err(format!("has a parameter without a value: `{name}`"));
    };
    let rest = rest.trim_ascii_start();
    let (value, rest) = match rest.split_first() {
        Some((b'"', quoted)) => unquote(&name, quoted)?,
        _ => {
            let (token, rest) = rest.split_at(rest.iter().position(|byte| *byte == b';').unwrap_or(rest.len()));
            (token.trim_ascii().to_vec(), rest)
        }
    };
    let rest = rest.trim_ascii_start();
    if !rest.is_empty() && rest.first() != Some(&b';') {
        return Err(format!(
            "has text after the closing quotation mark of `{name}`: write quotation marks inside the value as %22"
        ));
    }
    Ok((Parameter { name, value }, rest))
}

fn unquote<'a>(name: &str, quoted: &'a [u8]) -> Result<(Vec<u8>, &'a [u8]), String> {
    let (mut value, mut rest) = (Vec::new(), quoted);
    loop {
        rest = match rest {
            [b'"', after @ ..] => return Ok((value, after)),
            [b'\\', escaped @ (b'"' | b'\\'), after @ ..] => {
                value.push(*escaped);
                after
            }
            [byte, after @ ..] => {
                value.push(*byte);
                after
            }
            [] => return Err(format!("has no closing quotation mark after `{name}`")),
        };
    }
}

/// Formats bytes for an error message.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(value: &str) -> Vec<(String, String)> {
        let (_, found) = split(value.as_bytes()).unwrap();
        found.into_iter().map(|found| (found.name, String::from_utf8(found.value).unwrap())).collect()
    }

    #[test]
    fn parameters_are_tokens_or_quoted() {
        for (value, expected) in [
            ("form-data", &[][..]),
            ("form-data;", &[]),
            ("Form-Data ; NAME = \"x\" ;; filename=a b.pdf ", &[("name", "x"), ("filename", "a b.pdf")]),
            (r#"form-data; name="a;b=\"c\"\\d""#, &[("name", r#"a;b="c"\d"#)]),
            (r#"form-data; filename="C:\scans\me.pdf""#, &[("filename", r"C:\scans\me.pdf")]),
            (r#"form-data; filename="C:\\scans\\me.pdf""#, &[("filename", r"C:\scans\me.pdf")]),
            ("form-data; name=", &[("name", "")]),
            ("form-data; name=\"\"; filename*=UTF-8''a", &[("name", ""), ("filename*", "UTF-8''a")]),
        ] {
            let expected: Vec<_> = expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            assert_eq!(values(value), expected, "{value}");
        }
        assert_eq!(split(b" Text/HTML ;x=1").unwrap().0, "text/html");
    }

    #[test]
    fn an_unparsable_parameter_is_named() {
        for (value, reason) in [
            ("form-data; name", "without a value: `name`"),
            ("form-data; name=\"x", "no closing quotation mark after `name`"),
            ("form-data; name=\"a\"b\"", "after the closing quotation mark of `name`"),
            ("form-data; name=a; NAME=b", "`name` twice"),
        ] {
            let found = split(value.as_bytes()).unwrap_err();
            assert!(found.contains(reason), "{value}: {found}");
        }
    }
}
