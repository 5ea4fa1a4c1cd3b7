//! The routes of `cargo lambda watch`, as API Gateway has them.
//!
//! What the emulator (1.9.2) does, tried out: a static segment wins over a parameter and that over the
//! wildcard; `/{*rest}` takes `//` and a trailing `/`, but not `/` itself; and where a path is listed, a method that
//! is not is answered by the emulator, with neither the wildcard nor any function asked. So every known path
//! names `not-found` for each method that it does not take. A method outside [`METHODS`] cannot be named.

use std::fmt::Write as _;

use contract::routes::Entry;

use super::names;

/// Those that an HTTP API passes on.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// `[workspace.metadata.lambda.watch.router]`
pub(super) fn table(routes: &[&Entry]) -> String {
    let fallback = routes.iter().find(|entry| names::is_default(entry.spec)).map(|entry| entry.spec.id());
    let mut text = "[workspace.metadata.lambda.watch.router]\n".to_owned();
    for (path, entries) in names::by_path(routes) {
        // Where API Gateway has a `+` behind the name of what takes all that follows, the emulator has an asterisk before.
        let emulated = path
            .strip_suffix("+}")
            .and_then(|path| path.rsplit_once('{'))
            .map_or_else(|| path.to_owned(), |(before, name)| format!("{before}{{*{name}}}"));
        let path = emulated.as_str();
        let _ = match entries.as_slice() {
            [only] if only.spec.method().is_none() => writeln!(text, "{path:?} = {:?}", only.spec.id()),
            several => writeln!(text, "{path:?} = [\n{}]", methods(several, fallback)),
        };
    }
    if let Some(fallback) = fallback {
        let _ = writeln!(text, "\"/\" = {fallback:?}\n\"/{{*rest}}\" = {fallback:?}");
    }
    text
}

/// Which function each method of a path goes to.
fn methods(entries: &[&Entry], fallback: Option<&str>) -> String {
    let mut text = String::new();
    for method in METHODS {
        let taker = entries.iter().find(|entry| entry.spec.takes_method(method)).map(|entry| entry.spec.id());
        if let Some(function) = taker.or(fallback) {
            let _ = writeln!(text, "    {{ method = {method:?}, function = {function:?} }},");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_of_a_path_goes_somewhere() {
        let text = table(&contract::routes::all().collect::<Vec<_>>());
        let customers = text.split("\"/api/v1/customers\" = [").nth(1).unwrap().split(']').next().unwrap();
        assert_eq!(customers.matches("method =").count(), METHODS.len());
        for line in [
            r#"{ method = "GET", function = "customers-list" },"#,
            r#"{ method = "POST", function = "customers-create" },"#,
            r#"{ method = "HEAD", function = "not-found" },"#,
            r#"{ method = "OPTIONS", function = "not-found" },"#,
        ] {
            assert!(customers.contains(line), "{line}");
        }
    }

    #[test]
    fn what_no_route_takes_goes_to_not_found() {
        let text = table(&contract::routes::all().collect::<Vec<_>>());
        assert!(text.ends_with("\n\"/\" = \"not-found\"\n\"/{*rest}\" = \"not-found\"\n"));
        assert!(text.contains("\n\"/api/v1/signature/diagnose\" = \"signature-diagnose\"\n"));
        assert!(text.contains("\n\"/console/{*path}\" = [\n") && !text.contains("+}"));
        assert!(!text.contains("$default"));
    }
}
