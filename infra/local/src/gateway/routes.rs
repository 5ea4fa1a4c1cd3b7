//! Routing of requests to functions.

use axum::http::Method;

/// Route of an HTTP API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Method; `None` matches any.
    pub method: Option<Method>,
    /// Path such as `/customers/{id}`; a final `{name+}` matches the rest of a path.
    pub path: String,
    /// Name of the function.
    pub function: String,
}

/// Routes of an HTTP API.
#[derive(Clone, Debug)]
pub struct Routes {
    routes: Vec<(Vec<Segment>, Route)>,
    /// Function of `$default`.
    default: Option<String>,
}

/// Segment of a route.
#[derive(Clone, Debug)]
enum Segment {
    Text(String),
    One(String),
    Rest(String),
}

/// Route that matches a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// Name of the function.
    pub function: &'a str,
    /// Route key: `GET /customers/{id}`, or `$default`.
    pub key: String,
    /// Name and value of each path parameter.
    pub parameters: Vec<(String, String)>,
}

impl Routes {
    /// Creates the table from routes and the function of `$default`.
    #[must_use]
    pub fn new(routes: Vec<Route>, default: Option<String>) -> Self {
        let routes = routes.into_iter().map(|route| (segments(&route.path), route));
        Self { routes: routes.collect(), default }
    }

    /// Finds the most specific route of a decoded path. Literal text precedes `{name}`, which precedes `{name+}`; a
    /// method precedes any method; `$default` is last.
    #[must_use]
    pub fn find(&self, method: &Method, path: &str) -> Option<Found<'_>> {
        let asked: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let matching = self.routes.iter().filter_map(|(segments, route)| {
            let takes = route.method.as_ref().is_none_or(|own| own == method);
            let parameters = takes.then(|| parameters(segments, &asked)).flatten()?;
            Some((ranks(segments), route.method.is_none(), route, parameters))
        });
        match matching.min_by_key(|(ranks, any, ..)| (ranks.clone(), *any)) {
            Some((_, _, route, parameters)) => {
                let method = route.method.as_ref().map_or("ANY", Method::as_str);
                Some(Found { function: &route.function, key: format!("{method} {}", route.path), parameters })
            }
            None => {
                let function = self.default.as_deref()?;
                Some(Found { function, key: "$default".to_owned(), parameters: Vec::new() })
            }
        }
    }
}

fn segments(path: &str) -> Vec<Segment> {
    let segment = |text: &str| match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        Some(name) => match name.strip_suffix('+') {
            Some(name) => Segment::Rest(name.to_owned()),
            None => Segment::One(name.to_owned()),
        },
        None => Segment::Text(text.to_owned()),
    };
    path.trim_start_matches('/').split('/').map(segment).collect()
}

fn ranks(segments: &[Segment]) -> Vec<u8> {
    let rank = |segment: &Segment| match segment {
        Segment::Text(_) => 0,
        Segment::One(_) => 1,
        Segment::Rest(_) => 2,
    };
    segments.iter().map(rank).collect()
}

/// Returns the values of a route's parameters; `None` if the path does not match.
fn parameters(segments: &[Segment], path: &[&str]) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut rest = path;
    for segment in segments {
        let (first, others) = rest.split_first()?;
        match segment {
            Segment::Text(text) if text == first => rest = others,
            Segment::Text(_) => return None,
            // An empty value does not match.
            Segment::One(_) if first.is_empty() => return None,
            Segment::One(name) => {
                found.push((name.clone(), (*first).to_owned()));
                rest = others;
            }
            Segment::Rest(name) => {
                found.push((name.clone(), rest.join("/")));
                rest = &[];
            }
        }
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, method: Method) -> Option<(String, Vec<(String, String)>)> {
        let route =
            |method: Option<Method>, path: &str| Route { method, path: path.to_owned(), function: path.to_owned() };
        // Examples of the guide.
        let routes = Routes::new(
            vec![
                route(Some(Method::GET), "/pets/dog/1"),
                route(Some(Method::GET), "/pets/dog/{id}"),
                route(Some(Method::GET), "/pets/{proxy+}"),
                route(None, "/{proxy+}"),
            ],
            Some("default".to_owned()),
        );
        routes.find(&method, path).map(|found| (found.key, found.parameters))
    }

    #[test]
    fn the_most_specific_route_is_found() {
        let key = |path, method| found(path, method).unwrap().0;
        assert_eq!(key("/pets/dog/1", Method::GET), "GET /pets/dog/1");
        assert_eq!(key("/pets/dog/2", Method::GET), "GET /pets/dog/{id}");
        assert_eq!(key("/pets/cat/1", Method::GET), "GET /pets/{proxy+}");
        assert_eq!(key("/test/5", Method::POST), "ANY /{proxy+}");
        assert_eq!(found("/pets/cat/1", Method::GET).unwrap().1, [("proxy".to_owned(), "cat/1".to_owned())]);
    }

    #[test]
    fn a_trailing_slash_is_another_path() {
        let routes = Routes::new(
            vec![Route { method: Some(Method::GET), path: "/a/{id}".to_owned(), function: "a".to_owned() }],
            None,
        );
        assert!(routes.find(&Method::GET, "/a/1").is_some());
        for other in ["/a/1/", "/a/", "/a", "/a//1"] {
            assert_eq!(routes.find(&Method::GET, other), None, "{other}");
        }
        assert_eq!(routes.find(&Method::POST, "/a/1"), None);
    }
}
