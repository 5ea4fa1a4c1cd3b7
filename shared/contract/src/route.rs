//! One declaration of a route: method, path, who may call it, what its function may touch.

use std::borrow::Cow;

use bytes::Bytes;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::api_key::ApiKeyId;
use crate::id::{ApplicationId, BeneficiaryId, CustomerId, MatchId, OrganizationId, PaymentId, TicketId};
use crate::json::{self, BodyError};
use crate::member::UserId;
use crate::permission::Permission;
use crate::screening::SubjectId;
use crate::table::{Index, Table};

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
    /// Anyone.
    Public,
}

/// One DynamoDB action.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "named as in IAM")]
pub enum Action {
    GetItem,
    BatchGetItem,
    Query,
    PutItem,
    UpdateItem,
    DeleteItem,
    ConditionCheckItem,
}

impl Action {
    /// The action's name in an IAM policy.
    #[must_use]
    pub const fn iam(self) -> &'static str {
        match self {
            Self::GetItem => "dynamodb:GetItem",
            Self::BatchGetItem => "dynamodb:BatchGetItem",
            Self::Query => "dynamodb:Query",
            Self::PutItem => "dynamodb:PutItem",
            Self::UpdateItem => "dynamodb:UpdateItem",
            Self::DeleteItem => "dynamodb:DeleteItem",
            Self::ConditionCheckItem => "dynamodb:ConditionCheckItem",
        }
    }
}

/// One S3 action on an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "named as in IAM")]
pub enum ObjectAction {
    GetObject,
    PutObject,
    DeleteObject,
}

impl ObjectAction {
    /// The action's name in an IAM policy.
    #[must_use]
    pub const fn iam(self) -> &'static str {
        match self {
            Self::GetObject => "s3:GetObject",
            Self::PutObject => "s3:PutObject",
            Self::DeleteObject => "s3:DeleteObject",
        }
    }
}

/// What reading the watch list needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WatchListAction {
    /// `GetObject` on its file.
    Read,
    /// `ListBucket` on its bucket: without it, S3 answers for a file that is not there as for one that is forbidden.
    Miss,
}

/// What a route's function may do with AWS, beyond writing its own log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Grant {
    /// An action on the items of a table.
    Table(Table, Action),
    /// `Query` on an index of the table.
    Index(Table, &'static str),
    /// An action on the content of documents.
    Content(ObjectAction),
    /// An action on the watch list.
    WatchList(WatchListAction),
    /// An action on files that are no document yet.
    Upload(ObjectAction),
    /// `GenerateMac` with the key that hashes API keys.
    HmacKey,
}

impl Grant {
    /// Reads one item.
    #[must_use]
    pub const fn get(table: Table) -> Self {
        Self::Table(table, Action::GetItem)
    }
    /// Reads items of one partition.
    #[must_use]
    pub const fn query(table: Table) -> Self {
        Self::Table(table, Action::Query)
    }
    /// Reads items of one partition of an index.
    #[must_use]
    pub const fn index(table: Table, index: Index) -> Self {
        Self::Index(table, index.name)
    }
    /// Removes items.
    #[must_use]
    pub const fn delete(table: Table) -> Self {
        Self::Table(table, Action::DeleteItem)
    }
    /// Makes another write depend on items.
    #[must_use]
    pub const fn check(table: Table) -> Self {
        Self::Table(table, Action::ConditionCheckItem)
    }
    /// Reads up to 100 items by their keys.
    #[must_use]
    pub const fn batch_get(table: Table) -> Self {
        Self::Table(table, Action::BatchGetItem)
    }
    /// Writes whole items.
    #[must_use]
    pub const fn put(table: Table) -> Self {
        Self::Table(table, Action::PutItem)
    }
    /// Changes items.
    #[must_use]
    pub const fn update(table: Table) -> Self {
        Self::Table(table, Action::UpdateItem)
    }
}

/// What every judged request needs.
const JUDGING: &[Grant] =
    &[Grant::get(Table::Access), Grant::put(Table::Replay), Grant::update(Table::Usage), Grant::HmacKey];
/// What knowing a signed-in person needs.
const MEMBERSHIP: &[Grant] = &[Grant::get(Table::Access)];
/// What an idempotency record needs.
const IDEMPOTENCY: &[Grant] = &[Grant::put(Table::Replay), Grant::update(Table::Replay)];

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

/// A JSON body is at most this long, in bytes, so that a page of 100 records made of such bodies fits the 6 MB
/// that a Lambda function may answer with.
pub const JSON_BODY_LIMIT: usize = 48 * 1024;

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

    /// All that its function may do with AWS, each once.
    #[must_use]
    pub fn all_grants(&self) -> Vec<Grant> {
        let implied = match self.access {
            Access::Permission(_) | Access::AnyApplication => JUDGING,
            Access::PartnerUser | Access::NuveraAdmin => MEMBERSHIP,
            Access::Public => &[],
        };
        let idempotency = if self.idempotency == Idempotency::Ignored { &[] } else { IDEMPOTENCY };
        let mut grants = [implied, idempotency, self.grants].concat();
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

/// The varying segments of a path, parsed.
pub trait PathParameters: Sized {
    /// `None` where a segment has not the form of an id: the record cannot exist.
    fn parse(segments: &[&str]) -> Option<Self>;
    /// The schema of each segment.
    fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema>;
}

impl PathParameters for () {
    fn parse(_: &[&str]) -> Option<Self> {
        Some(())
    }
    fn schemas(_: &mut SchemaGenerator) -> Vec<Schema> {
        Vec::new()
    }
}

macro_rules! single_id {
    ($($id:ident),+) => {$(
        impl PathParameters for crate::id::$id {
            fn parse(segments: &[&str]) -> Option<Self> {
                segments.first()?.parse().ok()
            }
            fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
                vec![generator.subschema_for::<Self>()]
            }
        }
    )+};
}
single_id!(ApplicationId, CustomerId, DocumentId, OrganizationId, PaymentId, QuoteId, TicketId);

macro_rules! several_ids {
    ($(($($name:ident: $id:ty),+)),+ $(,)?) => {$(
        impl PathParameters for ($($id,)+) {
            fn parse(segments: &[&str]) -> Option<Self> {
                let [$($name),+] = segments else { return None };
                Some(($($name.parse().ok()?,)+))
            }
            fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
                vec![$(generator.subschema_for::<$id>()),+]
            }
        }
    )+};
}
several_ids!(
    (application: ApplicationId, key: ApiKeyId),
    (organization: OrganizationId, user: UserId),
    (customer: CustomerId, beneficiary: BeneficiaryId),
    (organization: OrganizationId, customer: CustomerId),
    (organization: OrganizationId, customer: CustomerId, beneficiary: BeneficiaryId),
    (organization: OrganizationId, payment: PaymentId),
    (organization: OrganizationId, ticket: TicketId),
    (organization: OrganizationId, subject: SubjectId),
    (organization: OrganizationId, subject: SubjectId, found: MatchId),
    (organization: OrganizationId, application: ApplicationId),
    (organization: OrganizationId, application: ApplicationId, key: ApiKeyId),
);

/// What a body may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    /// There is none.
    Empty,
    /// `application/json`
    Json,
    /// `multipart/form-data`
    Form,
    /// Anything: the route does not read it.
    Any,
}

/// A body as it was sent.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// What `Content-Type` says.
    pub content_type: Option<&'a str>,
    /// Its bytes.
    pub bytes: &'a Bytes,
}

/// A body, parsed.
pub trait Body: Sized {
    /// What media type it has.
    const MEDIA: Media;
    /// Reads it.
    ///
    /// # Errors
    /// See [`BodyError`].
    fn read(sent: Sent<'_>) -> Result<Self, BodyError>;
}

impl Body for () {
    const MEDIA: Media = Media::Empty;
    fn read(sent: Sent<'_>) -> Result<Self, BodyError> {
        if sent.bytes.is_empty() { Ok(()) } else { Err(BodyError::Malformed("this route takes no body".to_owned())) }
    }
}

/// A body that the route does not look at.
#[derive(Clone, Copy, Debug, JsonSchema)]
pub struct AnyBody;

impl Body for AnyBody {
    const MEDIA: Media = Media::Any;
    fn read(_: Sent<'_>) -> Result<Self, BodyError> {
        Ok(Self)
    }
}

macro_rules! json_body {
    ($($type:path),+ $(,)?) => {$(
        impl Body for $type {
            const MEDIA: Media = Media::Json;
            fn read(sent: Sent<'_>) -> Result<Self, BodyError> {
                json::parse(sent.bytes)
            }
        }
    )+};
}
json_body!(
    crate::application::ApplicationPatch,
    crate::application::NewApiKey,
    crate::application::NewApplication,
    crate::application::NewSigningKey,
    crate::beneficiary::BeneficiaryPatch,
    crate::beneficiary::BeneficiaryProfile,
    crate::customer::CustomerPatch,
    crate::customer::NewCustomer,
    crate::member::NewMember,
    crate::organization::NewOrganization,
    crate::organization::OrganizationPatch,
    crate::payment::NewPayment,
    crate::payment::PaymentPatch,
    crate::payment::PaymentReview,
    crate::quote::NewQuote,
    crate::rates::NewRates,
    crate::review::Review,
    crate::screening::NewDecision,
    crate::ticket::NewMessage,
    crate::ticket::NewTicket,
    crate::upload::NewUpload,
);

/// What a route answers where it succeeds: a JSON document, or where to find what was asked for.
pub trait Output: Serialize + JsonSchema {
    /// How often the record was changed, which becomes its `ETag`: of records that can change.
    const REVISION: Option<fn(&Self) -> u64> = None;

    /// The page that is answered in place of a JSON document.
    fn page(&self) -> Option<&PageText> {
        None
    }
    /// What a repeated request is told in place of this answer, where it bears a secret and so is kept nowhere.
    fn told_once(&self) -> Option<String> {
        None
    }
    /// The address that the caller is sent to, which becomes `Location`.
    fn location(&self) -> Option<&str> {
        None
    }
}

/// The answer of a route that sends the caller elsewhere.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Redirect(pub String);

/// The address may be as good as a password.
impl std::fmt::Debug for Redirect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redirect")
    }
}

impl Output for Redirect {
    fn location(&self) -> Option<&str> {
        Some(&self.0)
    }
}

/// A page for people, or what belongs to one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PageText {
    /// Its media type.
    pub media_type: &'static str,
    /// Its text.
    pub text: Cow<'static, str>,
    /// Headers beside those of every page, or in their place: lower-case names and values.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
}

/// The answer of a route that has nothing to say but that it is done.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct NoContent;

impl Output for NoContent {}

/// The answer of a route that never succeeds.
#[derive(Debug, Serialize, JsonSchema)]
pub enum Never {}

impl Output for Never {}

#[cfg(test)]
mod tests {
    use super::*;

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
