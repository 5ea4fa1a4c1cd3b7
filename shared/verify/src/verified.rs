//! The proof that a request was judged.

use contract::id::OrganizationId;
use contract::if_match::IfMatch;
use contract::page::Cursors;
use contract::route::Route;
use domain::Author;

use crate::input::Input;
use crate::judge::{Admitted, Caller};
use crate::refusal::Refusal;
use crate::request::Request;

/// A request of a partner's service that passed every check of its route, with what the route takes.
///
/// Only [`Verified::read`] makes one, out of an [`Admitted`] that only [`crate::Judge`] makes.
pub struct Verified<R: Route> {
    admitted: Admitted,
    input: Input<R>,
}

impl<R: Route> Verified<R> {
    /// Parses the route's input from an admitted request, and opens its cursor with `cursors`.
    ///
    /// # Errors
    /// As [`Input::read`]; `not_found` where the request was admitted to another route.
    pub fn read(admitted: Admitted, request: &Request, cursors: &dyn Cursors) -> Result<Self, Refusal> {
        if admitted.route() != R::SPEC.id() {
            return Err(Refusal::new(contract::code::Code::NotFound));
        }
        Ok(Self { admitted, input: Input::read(request, cursors)? })
    }

    /// Who calls.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        self.admitted.caller()
    }
    /// The caller as author of changes.
    #[must_use]
    pub fn author(&self) -> Author {
        let Caller { application, application_name, .. } = self.caller();
        Author::Service { application: application.clone(), name: application_name.clone() }
    }
    /// The organization that the caller belongs to, and beyond whose records nothing may be seen.
    #[must_use]
    pub fn organization(&self) -> &OrganizationId {
        &self.admitted.caller().organization
    }
    /// The varying segments of the path.
    #[must_use]
    pub const fn path(&self) -> &R::Path {
        &self.input.path
    }
    /// The query parameters.
    #[must_use]
    pub const fn query(&self) -> &R::Query {
        &self.input.query
    }
    /// The precondition, if there is one.
    #[must_use]
    pub const fn if_match(&self) -> Option<IfMatch> {
        self.input.if_match
    }
    /// The body.
    #[must_use]
    pub fn into_body(self) -> R::Body {
        self.input.body
    }
}
