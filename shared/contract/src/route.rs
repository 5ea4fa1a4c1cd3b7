//! Declaration of a route: method, path, callers, AWS grants, input and output.

mod body;
mod codes;
mod grant;
mod output;
mod path;

use crate::code::Code;
use crate::json::named;
use crate::permission::Permission;

pub use body::{AnyBody, Body, Media, RawBody};
pub use codes::codes;
pub use grant::{Action, Grant, ObjectAction, WatchListAction};
use grant::{IDEMPOTENCY, JUDGING, MEMBERSHIP, USING};
pub use output::{AnswerContext, Never, NoContent, Output, PageText, Redirect};
pub use path::PathParameters;

named! {
    /// HTTP method.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Method {
        Get = "GET",
        Post = "POST",
        Put = "PUT",
        Patch = "PATCH",
        Delete = "DELETE",
    }
}

/// Callers of a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Partners' services whose application has this permission.
    Permission(Permission),
    /// Partners' services with any application.
    AnyApplication,
    /// Signed-in users of a partner organization.
    PartnerUser,
    /// Signed-in Nuvera admins.
    NuveraAdmin,
    /// Console users: partner users and Nuvera admins.
    ConsoleUser,
    /// Anyone.
    Public,
}

impl Access {
    /// Returns true if partners' services call it, with an application's credentials.
    pub const fn is_for_services(self) -> bool {
        matches!(self, Self::Permission(_) | Self::AnyApplication)
    }
    /// Returns true if people call it, not services.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::PartnerUser | Self::NuveraAdmin | Self::ConsoleUser)
    }
}

/// Support for `Idempotency-Key`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Idempotency {
    /// The header is ignored.
    Ignored,
    /// The header is optional.
    Optional,
    /// The header is required.
    Required,
}

/// Default limit of a JSON body, in bytes.
///
/// It admits every text at its limit in the widest encoding of JSON: `\ud83d\ude00`, 12 bytes per character.
pub const JSON_BODY_LIMIT: usize = 256 * 1024;

/// Properties of a route.
#[derive(Clone, Copy, Debug)]
pub struct RouteSpec {
    id: &'static str,
    method: Option<Method>,
    path: &'static str,
    also_at: Option<&'static str>,
    summary: &'static str,
    access: Access,
    success: u16,
    idempotency: Idempotency,
    conditional: bool,
    body_limit: usize,
    alternative_for_larger: Option<&'static str>,
    refuses: &'static [Code],
    grants: &'static [Grant],
}

/// Route without callers. Set them to get a [`RouteSpec`].
#[derive(Clone, Copy, Debug)]
pub struct RouteWithoutAccess(RouteSpec);

impl RouteSpec {
    const fn without_access(id: &'static str, method: Option<Method>, path: &'static str) -> RouteWithoutAccess {
        RouteWithoutAccess(Self {
            id,
            method,
            path,
            also_at: None,
            summary: "",
            access: Access::Public,
            success: 200,
            idempotency: Idempotency::Ignored,
            conditional: false,
            body_limit: JSON_BODY_LIMIT,
            alternative_for_larger: None,
            refuses: &[],
            grants: &[],
        })
    }

    /// Declares a route that reads.
    pub const fn get(id: &'static str, path: &'static str) -> RouteWithoutAccess {
        Self::without_access(id, Some(Method::Get), path)
    }
    /// Declares a route that creates or acts.
    pub const fn post(id: &'static str, path: &'static str) -> RouteWithoutAccess {
        Self::without_access(id, Some(Method::Post), path)
    }
    /// Declares a route that changes.
    pub const fn patch(id: &'static str, path: &'static str) -> RouteWithoutAccess {
        Self::without_access(id, Some(Method::Patch), path)
    }
    /// Declares a route that replaces.
    pub const fn put(id: &'static str, path: &'static str) -> RouteWithoutAccess {
        Self::without_access(id, Some(Method::Put), path)
    }
    /// Declares a route that deletes.
    pub const fn delete(id: &'static str, path: &'static str) -> RouteWithoutAccess {
        Self::without_access(id, Some(Method::Delete), path)
    }
    /// Declares a route for all methods.
    pub const fn any(id: &'static str, path: &'static str) -> RouteWithoutAccess {
        Self::without_access(id, None, path)
    }

    /// Sets the summary: a sentence.
    #[must_use]
    pub const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }
    /// Adds a second path.
    #[must_use]
    pub const fn also_at(mut self, path: &'static str) -> Self {
        self.also_at = Some(path);
        self
    }
    /// Sets 201 as the success status.
    #[must_use]
    pub const fn creates(mut self) -> Self {
        self.success = 201;
        self
    }
    /// Sets 204, without a body, as the success status.
    #[must_use]
    pub const fn no_content(mut self) -> Self {
        self.success = 204;
        self
    }
    /// Sets 302, without a body, as the success status.
    #[must_use]
    pub const fn redirects(mut self) -> Self {
        self.success = 302;
        self
    }
    /// Sets the largest size of a body.
    #[must_use]
    pub const fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }
    /// Sets the alternative for larger bodies.
    #[must_use]
    pub const fn alternative_for_larger(mut self, alternative: &'static str) -> Self {
        self.alternative_for_larger = Some(alternative);
        self
    }
    /// Supports `Idempotency-Key`.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotency = Idempotency::Optional;
        self
    }
    /// Requires an `Idempotency-Key`.
    #[must_use]
    pub const fn needs_idempotency_key(mut self) -> Self {
        self.idempotency = Idempotency::Required;
        self
    }
    /// Supports `If-Match`.
    #[must_use]
    pub const fn conditional(mut self) -> Self {
        self.conditional = true;
        self
    }
    /// Adds the codes with which the handler itself refuses requests.
    ///
    /// Those of its callers, inputs, preconditions and idempotency keys follow from the declaration: see [`codes()`].
    #[must_use]
    pub const fn refuses(mut self, codes: &'static [Code]) -> Self {
        self.refuses = codes;
        self
    }
    /// Adds grants on AWS to those for the callers.
    #[must_use]
    pub const fn grants(mut self, grants: &'static [Grant]) -> Self {
        self.grants = grants;
        self
    }

    /// Returns the id: name of the Lambda function and its binary.
    pub const fn id(&self) -> &'static str {
        self.id
    }
    /// Returns the method; `None` for all methods.
    pub const fn method(&self) -> Option<Method> {
        self.method
    }
    /// Returns the path.
    ///
    /// `{name}` is a variable segment, and `{name+}` takes the rest of a path. `$default` takes the paths of no other
    /// route.
    pub const fn path(&self) -> &'static str {
        self.path
    }
    /// Returns all paths.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + use<> {
        [Some(self.path), self.also_at].into_iter().flatten()
    }
    /// Returns the summary: a sentence.
    pub const fn describe(&self) -> &'static str {
        self.summary
    }
    /// Returns the callers.
    pub const fn access(&self) -> Access {
        self.access
    }
    /// Returns the success status.
    pub const fn success(&self) -> u16 {
        self.success
    }
    /// Returns the support for `Idempotency-Key`.
    pub const fn idempotency(&self) -> Idempotency {
        self.idempotency
    }
    /// Returns true if it supports `If-Match`.
    pub const fn is_conditional(&self) -> bool {
        self.conditional
    }
    /// Returns the body limit in bytes.
    pub const fn body_limit(&self) -> usize {
        self.body_limit
    }
    /// Returns the alternative for a body over the limit, if any.
    pub fn too_large(&self) -> Option<String> {
        let alternative = self.alternative_for_larger?;
        Some(format!("The body, or a file in it, is larger than this route allows. Use {alternative}."))
    }

    /// Returns all grants of its function on AWS, without duplicates.
    pub fn all_grants(&self) -> Vec<Grant> {
        let (judging, using): (&[Grant], &[Grant]) = match self.access {
            Access::Permission(_) => (JUDGING, USING),
            // The route only makes the checks.
            Access::AnyApplication => (JUDGING, &[]),
            Access::PartnerUser | Access::NuveraAdmin | Access::ConsoleUser => (MEMBERSHIP, &[]),
            Access::Public => (&[], &[]),
        };
        let idempotency = if self.idempotency == Idempotency::Ignored { &[] } else { IDEMPOTENCY };
        let mut grants = [judging, using, idempotency, self.grants].concat();
        grants.sort_unstable();
        grants.dedup();
        grants
    }

    /// Returns true if it accepts this method.
    pub fn takes_method(&self, method: &str) -> bool {
        self.method.is_none_or(|own| own.name() == method)
    }

    /// Returns the variable segments of `path`; `None` if it is not a path of this route.
    pub fn match_path<'a>(&self, path: &'a str) -> Option<Vec<&'a str>> {
        self.paths().find_map(|own| match_segments(own, path))
    }
}

/// Returns the segments of `path` that vary in `own`; `None` if another differs. `{name+}` takes the rest.
fn match_segments<'a>(own: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut rest = Some(path);
    for expected in own.split('/') {
        let left = rest?;
        let (segment, after) = match left.split_once('/') {
            Some((segment, after)) if !expected.ends_with("+}") => (segment, Some(after)),
            _ => (left, None),
        };
        rest = after;
        if expected.starts_with('{') {
            if segment.is_empty() {
                return None;
            }
            found.push(segment);
        } else if expected != segment {
            return None;
        }
    }
    rest.is_none().then_some(found)
}

impl RouteWithoutAccess {
    const fn access(mut self, access: Access) -> RouteSpec {
        self.0.access = access;
        self.0
    }
    /// Allows partners' services whose application has `permission`.
    #[must_use]
    pub const fn permission(self, permission: Permission) -> RouteSpec {
        self.access(Access::Permission(permission))
    }
    /// Allows partners' services with any application.
    #[must_use]
    pub const fn any_application(self) -> RouteSpec {
        self.access(Access::AnyApplication)
    }
    /// Allows signed-in users of a partner organization.
    #[must_use]
    pub const fn partner_user(self) -> RouteSpec {
        self.access(Access::PartnerUser)
    }
    /// Allows signed-in Nuvera admins.
    #[must_use]
    pub const fn nuvera_admin(self) -> RouteSpec {
        self.access(Access::NuveraAdmin)
    }
    /// Allows console users: partner users and Nuvera admins.
    #[must_use]
    pub const fn console_user(self) -> RouteSpec {
        self.access(Access::ConsoleUser)
    }
    /// Allows anyone.
    #[must_use]
    pub const fn public(self) -> RouteSpec {
        self.access(Access::Public)
    }
}

/// Route with the types of its input and output.
pub trait Route: 'static {
    /// Properties of the route.
    const SPEC: RouteSpec;
    /// Variable segments of the path.
    type Path: PathParameters;
    /// Query parameters.
    type Query: crate::query::Query;
    /// Request body.
    type Body: Body;
    /// Output of a success.
    type Output: Output;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;

    #[test]
    fn a_path_matches_segment_by_segment() {
        let spec = RouteSpec::get("x", "/a/{id}/b/{other}").public();
        assert_eq!(spec.match_path("/a/1/b/2"), Some(vec!["1", "2"]));
        for other in ["/a/1/b", "/a/1/b/2/", "/a/1/b/2/c", "/a//b/2", "/A/1/b/2", "a/1/b/2", ""] {
            assert_eq!(spec.match_path(other), None, "{other}");
        }
    }

    #[test]
    fn a_path_may_take_the_rest() {
        let spec = RouteSpec::get("x", "/a").public().also_at("/a/{path+}");
        assert_eq!(spec.match_path("/a"), Some(vec![]));
        assert_eq!(spec.match_path("/a/b"), Some(vec!["b"]));
        assert_eq!(spec.match_path("/a/b/c.js"), Some(vec!["b/c.js"]));
        for other in ["/a/", "/b/c", "/ab"] {
            assert_eq!(spec.match_path(other), None, "{other}");
        }
    }

    #[test]
    fn grants_are_those_of_the_callers_kind_and_the_routes_own() {
        const SPEC: RouteSpec = RouteSpec::post("x", "/x")
            .permission(Permission::CustomersWrite)
            .idempotent()
            .grants(&[Grant::put(Table::Customers), Grant::put(Table::Replay)]);
        let grants = SPEC.all_grants();
        assert!(grants.contains(&Grant::get(Table::Access)) && grants.contains(&Grant::HmacKey));
        assert_eq!(grants.iter().filter(|grant| **grant == Grant::put(Table::Replay)).count(), 1);
        assert!(RouteSpec::get("y", "/y").public().all_grants().is_empty());
    }
}
