//! Proof that a request was judged.

use contract::id::OrganizationId;
use contract::if_match::IfMatch;
use contract::page::Cursors;
use contract::route::Route;
use domain::Author;

use crate::input::Input;
use crate::judge::{Admitted, Caller};
use crate::refusal::Refusal;
use crate::request::Request;

/// Partner's request that passed every check, with its parsed input.
///
/// Only [`Verified::read`] creates one, from an [`Admitted`] that only [`crate::Judge`] creates.
pub struct Verified<R: Route> {
    admitted: Admitted,
    input: Input<R>,
}

impl<R: Route> Verified<R> {
    /// Parses the route's input from an admitted request. Opens its cursor with `cursors`.
    ///
    /// # Errors
    /// As [`Input::read`]; `not_found` if the request was admitted to another route.
    pub fn read(admitted: Admitted, request: &Request, cursors: &dyn Cursors) -> Result<Self, Refusal> {
        if admitted.route() != R::SPEC.id() {
            return Err(Refusal::new(contract::code::Code::NotFound));
        }
        Ok(Self { admitted, input: Input::read(request, cursors)? })
    }

    /// Returns the caller.
    pub fn caller(&self) -> &Caller {
        self.admitted.caller()
    }
    /// Returns the caller as the author of changes.
    pub fn author(&self) -> Author {
        let application = self.caller().application();
        Author::Service { application: application.id.clone(), name: application.name.as_str().to_owned() }
    }
    /// Returns the caller's organization. The handler may only access records of this organization.
    pub fn organization(&self) -> &OrganizationId {
        &self.caller().application().organization
    }
    /// Returns the variable segments of the path.
    pub const fn path(&self) -> &R::Path {
        &self.input.path
    }
    /// Returns the query parameters.
    pub const fn query(&self) -> &R::Query {
        &self.input.query
    }
    /// Returns the precondition, if there is one.
    pub const fn if_match(&self) -> Option<IfMatch> {
        self.input.if_match
    }
    /// Returns the body.
    pub fn into_body(self) -> R::Body {
        self.input.body
    }
}
