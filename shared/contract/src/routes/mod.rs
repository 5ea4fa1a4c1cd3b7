//! List of all routes, one file per area.
//!
//! `cargo xtask gen` uses it to write the template's functions, their binaries, the watch router, the OpenAPI document
//! and the permission matrix.

mod admin;
mod beneficiaries;
mod console;
mod crypto;
mod customers;
mod diagnostics;
mod documents;
mod pages;
mod partner;
mod payments;
mod reference;
mod reviews;
mod screening;
mod support;
#[cfg(test)]
mod widest;

pub use admin::*;
pub use beneficiaries::*;
pub use console::*;
pub use crypto::*;
pub use customers::*;
pub use diagnostics::*;
pub use documents::*;
pub use pages::*;
pub use partner::*;
pub use payments::*;
pub use reference::*;
pub use reviews::*;
pub use screening::*;
pub use support::*;

use crate::code::Code;
use crate::json::BodyError;
use crate::problem::FieldError;
use crate::route::{Media, RawBody, RouteSpec};

/// Route with the place of its handler.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Properties of the route.
    pub spec: &'static RouteSpec,
    /// Package of the handler.
    pub area: &'static str,
    /// Module of the handler, below `routes` of that package.
    pub module: &'static str,
    /// Schemas of input and output.
    pub schemas: Schemas,
}

/// Function that writes the JSON schema (2020-12) of a type; `None` if there is nothing to describe.
pub type WriteSchema = Option<fn(&mut schemars::SchemaGenerator) -> schemars::Schema>;

/// Schemas of a route.
#[derive(Clone, Copy, Debug)]
pub struct Schemas {
    /// Variable segments of the path, in order.
    pub path: fn(&mut schemars::SchemaGenerator) -> Vec<schemars::Schema>,
    /// Query parameters, as properties of an object.
    pub query: WriteSchema,
    /// Request body.
    pub body: WriteSchema,
    /// True if the route reads no query parameter and refuses none.
    pub ignores_query: bool,
    /// Media type of the body.
    pub media: Media,
    /// Answer.
    pub output: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    /// True if the answer has an `ETag`.
    pub has_revision: bool,
    /// Parsers of the input.
    pub parsers: Parsers,
}

impl Entry {
    /// Returns the codes with which the route refuses requests.
    pub fn codes(&self) -> Vec<Code> {
        crate::route::codes(self.spec, self.schemas.media, self.schemas.ignores_query)
    }
}

/// Input parsers of a route. The examples of the documentation are tested with them.
#[derive(Clone, Copy, Debug)]
pub struct Parsers {
    /// Returns true if the variable segments of a path are valid.
    pub path: fn(&[&str]) -> bool,
    /// Parses the query, without its `?`.
    pub query: fn(&str) -> Result<(), Vec<FieldError>>,
    /// Parses the body.
    pub body: fn(RawBody<'_>) -> Result<(), BodyError>,
}

impl Parsers {
    const fn of<R: crate::route::Route>() -> Self {
        use crate::query::Query as _;
        use crate::route::{Body as _, PathParameters as _};
        Self {
            path: |segments| R::Path::parse(segments).is_some(),
            query: |raw| R::Query::read(raw, &crate::page::FormOnly).map(drop),
            body: |sent| R::Body::read(sent).map(drop),
        }
    }
}

/// Returns all routes.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    [
        customers::ENTRIES,
        beneficiaries::ENTRIES,
        crypto::ENTRIES,
        payments::ENTRIES,
        documents::ENTRIES,
        screening::ENTRIES,
        support::ENTRIES,
        reference::ENTRIES,
        diagnostics::ENTRIES,
        partner::ENTRIES,
        admin::ENTRIES,
        reviews::ENTRIES,
        console::ENTRIES,
        pages::ENTRIES,
    ]
    .into_iter()
    .flatten()
}

/// Declares the routes of an area: `module Type: SPEC { types }`.
///
/// An omitted type means that the route has none. The macro binds a route's types to its declaration, so a handler
/// cannot get another path or permission.
macro_rules! routes {
    (area $area:ident; $(
        $module:ident $route:ident = $spec:expr $(,
            path: $path:ty)? $(,
            query: $query:ty)? $(,
            body: $body:ty)?,
            output: $output:ty;
    )+) => {
        $(
            #[doc = concat!("Route of the handler `", stringify!($area), "::routes::", stringify!($module), "`.")]
            #[derive(Clone, Copy, Debug)]
            pub enum $route {}

            impl $crate::route::Route for $route {
                const SPEC: $crate::route::RouteSpec = $spec;
                type Path = $crate::routes::or_else!([$($path)?] ());
                type Query = $crate::routes::or_else!([$($query)?] $crate::query::NoQuery);
                type Body = $crate::routes::or_else!([$($body)?] ());
                type Output = $output;
            }
        )+

        pub(super) const ENTRIES: &[$crate::routes::Entry] = &[$(
            $crate::routes::Entry {
                spec: &<$route as $crate::route::Route>::SPEC,
                area: stringify!($area),
                module: stringify!($module),
                schemas: $crate::routes::Schemas {
                    path: <<$route as $crate::route::Route>::Path as $crate::route::PathParameters>::schemas,
                    query: $crate::routes::schema!($($query)?),
                    body: $crate::routes::schema!($($body)?),
                    ignores_query: <<$route as $crate::route::Route>::Query as $crate::query::Query>::IGNORED,
                    media: <<$route as $crate::route::Route>::Body as $crate::route::Body>::MEDIA,
                    output: <$output as schemars::JsonSchema>::json_schema,
                    has_revision: <$output as $crate::route::Output>::REVISION.is_some(),
                    parsers: $crate::routes::Parsers::of::<$route>(),
                },
            },
        )+];
    };
}

macro_rules! or_else {
    ([] $default:ty) => {
        $default
    };
    ([$given:ty] $default:ty) => {
        $given
    };
}

macro_rules! schema {
    () => {
        None
    };
    ($type:ty) => {
        Some(|generator| generator.subschema_for::<$type>())
    };
}

use {or_else, routes, schema};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::route::{Access, Grant, Idempotency, Method};
    use crate::table::Table;

    #[test]
    fn no_two_routes_share_an_id_or_an_address() {
        let ids: HashSet<_> = all().map(|entry| entry.spec.id()).collect();
        let addresses: HashSet<_> = all().map(|entry| (entry.spec.method(), entry.spec.path())).collect();
        assert_eq!(ids.len(), all().count());
        assert_eq!(addresses.len(), all().count());
    }

    #[test]
    fn routes_for_services_cannot_change_credentials_or_history() {
        for entry in all() {
            for grant in entry.spec.all_grants() {
                let Grant::Table(table, action) = grant else { continue };
                let reads = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"].contains(&action.name());
                if matches!(entry.spec.access(), Access::Permission(_) | Access::AnyApplication | Access::Public) {
                    let kept = [Table::Access, Table::Rates].contains(&table);
                    assert!(!kept || reads, "{} may write {}", entry.spec.id(), table.name());
                    assert!(table != Table::Audit, "{} reaches the audit history", entry.spec.id());
                }
                let rewrites = ["dynamodb:UpdateItem", "dynamodb:DeleteItem"].contains(&action.name());
                assert!(table != Table::Audit || !rewrites, "{} may rewrite history", entry.spec.id());
            }
        }
    }

    #[test]
    fn every_post_takes_an_idempotency_key() {
        for entry in all().filter(|entry| entry.spec.method() == Some(Method::Post)) {
            assert!(entry.spec.idempotency() != Idempotency::Ignored, "{}", entry.spec.id());
        }
    }

    /// Updates without `If-Match`, with the reason.
    const UNCONDITIONAL: [(&str, &str); 2] = [
        ("admin-members-put", "replaces the whole membership, so it loses no other change"),
        ("admin-rates-put", "adds a table, keeps all earlier tables, and copies nothing from them"),
    ];

    #[test]
    fn every_update_supports_if_match() {
        for entry in all() {
            let is_update = matches!(entry.spec.method(), Some(Method::Patch | Method::Put));
            let excepted = UNCONDITIONAL.iter().any(|(id, _)| *id == entry.spec.id());
            let id = entry.spec.id();
            assert_eq!(is_update && !entry.spec.is_conditional(), excepted, "{id}: make it `.conditional()`");
            // A caller can send an `ETag` only if an answer had one.
            let tells = entry.schemas.has_revision || entry.spec.success() == 204;
            assert!(tells || !entry.spec.is_conditional(), "{id}: its output has no `REVISION`");
        }
        assert!(UNCONDITIONAL.iter().all(|(id, _)| all().any(|entry| entry.spec.id() == *id)));
    }

    #[test]
    fn every_route_has_a_summary() {
        assert!(all().all(|entry| entry.spec.describe().ends_with('.')));
    }

    #[test]
    fn the_path_shows_the_callers() {
        for entry in all() {
            let expected = match entry.spec.access() {
                Access::Permission(_) | Access::AnyApplication => "/api/v1/",
                Access::PartnerUser | Access::ConsoleUser => "/partner/v1/",
                Access::NuveraAdmin => "/admin/v1/",
                Access::Public => "",
            };
            assert!(entry.spec.path().starts_with(expected), "{}", entry.spec.id());
        }
    }
}
