//! One declaration of a route: method, path, who may call it, what its function may touch, and what goes in and out.

mod body;
mod grant;
mod output;
mod path;

use crate::permission::Permission;

pub use body::{AnyBody, Body, Media, Sent};
pub use grant::{Action, Grant, ObjectAction, WatchListAction};
use grant::{IDEMPOTENCY, JUDGING, MEMBERSHIP, USING};
pub use output::{Finishing, Never, NoContent, Output, PageText, Redirect};
pub use path::PathParameters;

/// An HTTP method.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Those that a route can have.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may call a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// A partner's service whose application has this permission.
    Permission(Permission),
    /// A partner's service with any application.
    AnyApplication,
    /// A signed-in user of a partner organization.
    PartnerUser,
    /// A signed-in Nuvera admin.
    NuveraAdmin,
    /// Either of these two: whoever may use the console.
    ConsoleUser,
    /// Anyone.
    Public,
}

impl Access {
    /// Whether partners' services call it, with the credentials of an application.
    #[must_use]
    pub const fn is_of_services(self) -> bool {
        matches!(self, Self::Permission(_) | Self::AnyApplication)
    }
    /// Whether people call it, and not services.
    #[must_use]
    pub const fn is_of_people(self) -> bool {
        matches!(self, Self::PartnerUser | Self::NuveraAdmin | Self::ConsoleUser)
    }
}

/// Whether a route keeps its answers under an `Idempotency-Key`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Idempotency {
    /// It does not look at the header.
    Ignored,
    /// The caller may send one.
    Optional,
    /// The caller must send one.
    Required,
}

/// Most bytes of a JSON body, unless the route sets another limit.
///
/// It admits every text at its limit in the widest encoding of JSON: `\ud83d\ude00`, 12 bytes a character.
pub const JSON_BODY_LIMIT: usize = 256 * 1024;

/// What there is to know of a route.
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
    larger_through: Option<&'static str>,
    grants: &'static [Grant],
}

/// A route that nobody may call yet: say who, to make it a [`RouteSpec`].
#[derive(Clone, Copy, Debug)]
pub struct Unassigned(RouteSpec);

impl RouteSpec {
    const fn unassigned(id: &'static str, method: Option<Method>, path: &'static str) -> Unassigned {
        Unassigned(Self {
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
            larger_through: None,
            grants: &[],
        })
    }

    /// A route that reads.
    #[must_use]
    pub const fn get(id: &'static str, path: &'static str) -> Unassigned {
        Self::unassigned(id, Some(Method::Get), path)
    }
    /// A route that creates or acts.
    #[must_use]
    pub const fn post(id: &'static str, path: &'static str) -> Unassigned {
        Self::unassigned(id, Some(Method::Post), path)
    }
    /// A route that changes.
    #[must_use]
    pub const fn patch(id: &'static str, path: &'static str) -> Unassigned {
        Self::unassigned(id, Some(Method::Patch), path)
    }
    /// A route that puts something in its place.
    #[must_use]
    pub const fn put(id: &'static str, path: &'static str) -> Unassigned {
        Self::unassigned(id, Some(Method::Put), path)
    }
    /// A route that removes.
    #[must_use]
    pub const fn delete(id: &'static str, path: &'static str) -> Unassigned {
        Self::unassigned(id, Some(Method::Delete), path)
    }
    /// A route that takes every method.
    #[must_use]
    pub const fn any(id: &'static str, path: &'static str) -> Unassigned {
        Self::unassigned(id, None, path)
    }

    /// What it does, in a sentence.
    #[must_use]
    pub const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }
    /// It is at a second path too.
    #[must_use]
    pub const fn also_at(mut self, path: &'static str) -> Self {
        self.also_at = Some(path);
        self
    }
    /// It answers 201 where it succeeds.
    #[must_use]
    pub const fn creates(mut self) -> Self {
        self.success = 201;
        self
    }
    /// It answers 204, without a body, where it succeeds.
    #[must_use]
    pub const fn no_content(mut self) -> Self {
        self.success = 204;
        self
    }
    /// It answers 302, without a body, where it succeeds.
    #[must_use]
    pub const fn redirects(mut self) -> Self {
        self.success = 302;
        self
    }
    /// Its body may have this many bytes.
    #[must_use]
    pub const fn takes_up_to(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }
    /// Names another way to send larger bodies.
    #[must_use]
    pub const fn larger_through(mut self, way: &'static str) -> Self {
        self.larger_through = Some(way);
        self
    }
    /// It honours `Idempotency-Key`.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotency = Idempotency::Optional;
        self
    }
    /// It refuses requests without an `Idempotency-Key`.
    #[must_use]
    pub const fn needs_idempotency_key(mut self) -> Self {
        self.idempotency = Idempotency::Required;
        self
    }
    /// It honours `If-Match`.
    #[must_use]
    pub const fn conditional(mut self) -> Self {
        self.conditional = true;
        self
    }
    /// What its function may do with AWS beyond what judging its callers needs.
    #[must_use]
    pub const fn grants(mut self, grants: &'static [Grant]) -> Self {
        self.grants = grants;
        self
    }

    /// Its name: that of its Lambda function and its binary.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }
    /// Its method; `None` takes every one.
    #[must_use]
    pub const fn method(&self) -> Option<Method> {
        self.method
    }
    /// Its path, with `{name}` for a segment that varies and `{name+}` for all that follows; `$default` for what no
    /// other route takes.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }
    /// Every path that it is at.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + use<> {
        [Some(self.path), self.also_at].into_iter().flatten()
    }
    /// What it does, in a sentence.
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        self.summary
    }
    /// Who may call it.
    #[must_use]
    pub const fn access(&self) -> Access {
        self.access
    }
    /// The status it answers with where it succeeds.
    #[must_use]
    pub const fn success(&self) -> u16 {
        self.success
    }
    /// Whether it honours `Idempotency-Key`.
    #[must_use]
    pub const fn idempotency(&self) -> Idempotency {
        self.idempotency
    }
    /// Whether it honours `If-Match`.
    #[must_use]
    pub const fn is_conditional(&self) -> bool {
        self.conditional
    }
    /// How many bytes a body may have.
    #[must_use]
    pub const fn body_limit(&self) -> usize {
        self.body_limit
    }
    /// Returns the next step after a too large body, if there is another way.
    #[must_use]
    pub fn too_large(&self) -> Option<String> {
        let way = self.larger_through?;
        Some(format!("The body or a file in it is larger than this route takes. Use {way}."))
    }

    /// All that its function may do with AWS, each once.
    #[must_use]
    pub fn all_grants(&self) -> Vec<Grant> {
        let (judging, using): (&[Grant], &[Grant]) = match self.access {
            Access::Permission(_) => (JUDGING, USING),
            // It only makes the checks.
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

    /// Whether it takes requests with this method.
    #[must_use]
    pub fn takes_method(&self, method: &str) -> bool {
        self.method.is_none_or(|own| own.name() == method)
    }

    /// The varying segments of `path`, where it is one of this route.
    #[must_use]
    pub fn match_path<'a>(&self, path: &'a str) -> Option<Vec<&'a str>> {
        self.paths().find_map(|own| match_segments(own, path))
    }
}

/// The segments of `path` that vary in `own`, where all others are the same. `{name+}` takes all that follows.
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

impl Unassigned {
    const fn access(mut self, access: Access) -> RouteSpec {
        self.0.access = access;
        self.0
    }
    /// Callable by partners' services whose application has `permission`.
    #[must_use]
    pub const fn permission(self, permission: Permission) -> RouteSpec {
        self.access(Access::Permission(permission))
    }
    /// Callable by partners' services with any application.
    #[must_use]
    pub const fn any_application(self) -> RouteSpec {
        self.access(Access::AnyApplication)
    }
    /// Callable by signed-in users of a partner organization.
    #[must_use]
    pub const fn partner_user(self) -> RouteSpec {
        self.access(Access::PartnerUser)
    }
    /// Callable by signed-in Nuvera admins.
    #[must_use]
    pub const fn nuvera_admin(self) -> RouteSpec {
        self.access(Access::NuveraAdmin)
    }
    /// Callable by whoever may use the console: partner users and Nuvera admins.
    #[must_use]
    pub const fn console_user(self) -> RouteSpec {
        self.access(Access::ConsoleUser)
    }
    /// Callable by anyone.
    #[must_use]
    pub const fn public(self) -> RouteSpec {
        self.access(Access::Public)
    }
}

/// A route, with the types of what goes in and out.
pub trait Route: 'static {
    /// What there is to know of it.
    const SPEC: RouteSpec;
    /// The varying segments of its path.
    type Path: PathParameters;
    /// Its query parameters.
    type Query: crate::query::Query;
    /// Its body.
    type Body: Body;
    /// What it answers where it succeeds.
    type Output: Output;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;

    #[test]
    fn a_path_is_matched_segment_by_segment() {
        let spec = RouteSpec::get("x", "/a/{id}/b/{other}").public();
        assert_eq!(spec.match_path("/a/1/b/2"), Some(vec!["1", "2"]));
        for other in ["/a/1/b", "/a/1/b/2/", "/a/1/b/2/c", "/a//b/2", "/A/1/b/2", "a/1/b/2", ""] {
            assert_eq!(spec.match_path(other), None, "{other}");
        }
    }

    #[test]
    fn a_path_may_take_all_that_follows() {
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
