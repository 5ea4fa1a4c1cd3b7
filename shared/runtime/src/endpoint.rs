//! Route with its handler, erased to one type.
//!
//! The type of a handler's request determines its callers. The compiler checks it against the route's declaration.

use std::fmt;
use std::pin::Pin;

use contract::code::Code;
use contract::diagnosis::Diagnosis;
use contract::route::{Access, Route, RouteSpec};
use contract::routes::DiagnoseSignature;
use identity::{Member, NuveraAdmin, PartnerUser};
use usecases::{Context, Outcome};
use verify::{Admitted, Input, Refusal, Request, Verified};

use crate::answer::Answer;
use crate::cursor::{CursorKey, ListCursors, Reader};

/// Handler with its parsed request.
pub(crate) type Job = Box<dyn FnOnce(Context) -> Working + Send>;
type Working = Pin<Box<dyn Future<Output = Result<Answer, Refusal>> + Send>>;

type PrepareForApplication = Box<dyn Fn(Admitted, &Request, &CursorKey) -> Result<Job, Refusal> + Send + Sync>;
type PrepareForPerson = Box<dyn Fn(Member, &Request, &CursorKey) -> Result<Job, Refusal> + Send + Sync>;
type PrepareForAnyone = Box<dyn Fn(&Request, &CursorKey) -> Result<Job, Refusal> + Send + Sync>;
type PrepareDiagnosis = Box<dyn Fn(Diagnosis, &Request, &CursorKey) -> Job + Send + Sync>;

/// Handler by the kind of its callers.
pub enum Handler {
    /// Partners' services.
    Application(PrepareForApplication),
    /// Signed-in people.
    Person(PrepareForPerson),
    /// Anyone.
    Anyone(PrepareForAnyone),
    /// Partners' services that diagnose their signature.
    Diagnosis(PrepareDiagnosis),
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

/// Route with its handler.
pub struct Endpoint {
    pub(crate) spec: RouteSpec,
    pub(crate) handler: Handler,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.spec.id())
    }
}

impl Endpoint {
    /// Binds a handler to the route of its request.
    pub fn new<Q, H>(handler: H) -> Self
    where
        Q: CheckedRequest,
        H: for<'a> Handle<'a, Q> + Copy + 'static,
    {
        Self { spec: Q::Route::SPEC, handler: Q::bind(handler) }
    }

    /// Returns the route's declaration.
    pub const fn spec(&self) -> &RouteSpec {
        &self.spec
    }
}

/// Async function from a context and a request to an outcome.
pub trait Handle<'a, Q: CheckedRequest>: Send + Sync {
    /// Future of the outcome.
    type Future: Future<Output = Outcome<Q::Route>> + Send + 'a;
    /// Calls the function.
    fn call(&self, cx: &'a Context, request: Q) -> Self::Future;
}

impl<'a, Q, F, Fut> Handle<'a, Q> for F
where
    Q: CheckedRequest,
    F: Fn(&'a Context, Q) -> Fut + Send + Sync,
    Fut: Future<Output = Outcome<Q::Route>> + Send + 'a,
{
    type Future = Fut;
    fn call(&self, cx: &'a Context, request: Q) -> Fut {
        self(cx, request)
    }
}

/// Request with a checked caller. Each kind of caller has its type.
pub trait CheckedRequest: Send + Sized + 'static {
    /// Route.
    type Route: Route;
    /// Converts a function to a handler, which checks and parses requests.
    fn bind<H: for<'a> Handle<'a, Self> + Copy + 'static>(handler: H) -> Handler;
}

impl<R: Route<Path: Send, Query: Send, Body: Send>> CheckedRequest for Verified<R> {
    type Route = R;

    fn bind<H: for<'a> Handle<'a, Self> + Copy + 'static>(handler: H) -> Handler {
        const { assert!(matches!(R::SPEC.access(), Access::Permission(_)), "not a route of partners' services") }
        Handler::Application(Box::new(move |admitted, request, key| {
            let reader = Reader::Organization(&admitted.caller().application().organization);
            let cursors = key.list(&R::SPEC, request, reader);
            Ok(job(handler, Self::read(admitted, request, &cursors)?, cursors))
        }))
    }
}

/// Request of a signed-in user of a partner organization.
pub struct ByPartnerUser<R: Route> {
    /// Signed-in person.
    pub user: PartnerUser,
    /// Input of the route.
    pub input: Input<R>,
}

impl<R: Route<Path: Send, Query: Send, Body: Send>> CheckedRequest for ByPartnerUser<R> {
    type Route = R;

    fn bind<H: for<'a> Handle<'a, Self> + Copy + 'static>(handler: H) -> Handler {
        const { assert!(matches!(R::SPEC.access(), Access::PartnerUser), "not a route of partner users") }
        Handler::Person(Box::new(move |member, request, key| match member {
            Member::Partner(user) => {
                let cursors = key.list(&R::SPEC, request, Reader::Organization(user.organization()));
                let input = Input::read(request, &cursors)?;
                Ok(job(handler, Self { user, input }, cursors))
            }
            Member::Admin(_) | Member::Customer(_) => Err(Refusal::new(Code::RoleDenied)),
        }))
    }
}

/// Request of a signed-in Nuvera admin.
pub struct ByAdmin<R: Route> {
    /// Signed-in person.
    pub admin: NuveraAdmin,
    /// Input of the route.
    pub input: Input<R>,
}

impl<R: Route<Path: Send, Query: Send, Body: Send>> CheckedRequest for ByAdmin<R> {
    type Route = R;

    fn bind<H: for<'a> Handle<'a, Self> + Copy + 'static>(handler: H) -> Handler {
        const { assert!(matches!(R::SPEC.access(), Access::NuveraAdmin), "not a route of admins") }
        Handler::Person(Box::new(move |member, request, key| match member {
            Member::Admin(admin) => {
                let cursors = key.list(&R::SPEC, request, Reader::Admins);
                let input = Input::read(request, &cursors)?;
                Ok(job(handler, Self { admin, input }, cursors))
            }
            Member::Partner(_) | Member::Customer(_) => Err(Refusal::new(Code::RoleDenied)),
        }))
    }
}

/// Person who may use the console.
#[derive(Clone, Debug)]
pub enum ConsoleUser {
    /// User of a partner organization.
    Partner(PartnerUser),
    /// Nuvera admin.
    Admin(NuveraAdmin),
}

/// Request of a person who may use the console.
pub struct ByConsoleUser<R: Route> {
    /// Signed-in person.
    pub user: ConsoleUser,
    /// Input of the route.
    pub input: Input<R>,
}

impl<R: Route<Path: Send, Query: Send, Body: Send>> CheckedRequest for ByConsoleUser<R> {
    type Route = R;

    fn bind<H: for<'a> Handle<'a, Self> + Copy + 'static>(handler: H) -> Handler {
        const { assert!(matches!(R::SPEC.access(), Access::ConsoleUser), "not a route of the console's users") }
        Handler::Person(Box::new(move |member, request, key| {
            let user = match member {
                Member::Partner(user) => ConsoleUser::Partner(user),
                Member::Admin(admin) => ConsoleUser::Admin(admin),
                Member::Customer(_) => return Err(Refusal::new(Code::RoleDenied)),
            };
            let reader = match &user {
                ConsoleUser::Partner(user) => Reader::Organization(user.organization()),
                ConsoleUser::Admin(_) => Reader::Admins,
            };
            let cursors = key.list(&R::SPEC, request, reader);
            let input = Input::read(request, &cursors)?;
            Ok(job(handler, Self { user, input }, cursors))
        }))
    }
}

/// Request of any caller.
pub struct ByAnyone<R: Route> {
    /// Input of the route.
    pub input: Input<R>,
    /// Method, as sent.
    pub method: String,
    /// Path, as sent.
    pub address: String,
}

impl<R: Route<Path: Send, Query: Send, Body: Send>> CheckedRequest for ByAnyone<R> {
    type Route = R;

    fn bind<H: for<'a> Handle<'a, Self> + Copy + 'static>(handler: H) -> Handler {
        const { assert!(matches!(R::SPEC.access(), Access::Public), "not a public route") }
        Handler::Anyone(Box::new(move |request, key| {
            let cursors = key.list(&R::SPEC, request, Reader::Anyone);
            let input = Input::read(request, &cursors)?;
            let (method, address) = (request.method.clone(), request.path.clone());
            Ok(job(handler, Self { input, method, address }, cursors))
        }))
    }
}

/// Diagnosis of a request, for the route that returns it.
#[derive(Debug)]
pub struct Diagnosed(pub Diagnosis);

impl CheckedRequest for Diagnosed {
    type Route = DiagnoseSignature;

    fn bind<H: for<'a> Handle<'a, Self> + Copy + 'static>(handler: H) -> Handler {
        Handler::Diagnosis(Box::new(move |diagnosis, request, key| {
            job(handler, Self(diagnosis), key.list(&DiagnoseSignature::SPEC, request, Reader::Anyone))
        }))
    }
}

fn job<Q, H>(handler: H, request: Q, cursors: ListCursors) -> Job
where
    Q: CheckedRequest,
    H: for<'a> Handle<'a, Q> + Copy + 'static,
{
    Box::new(move |cx| {
        Box::pin(async move {
            let mut output = handler.call(&cx, request).await?;
            Answer::success(Q::Route::SPEC.success(), &mut output, &cursors)
                .map_err(|error| Refusal::new(Code::InternalError).because(error.to_string()))
        })
    })
}
