//! A route with its handler, erased to one type. Who may call is fixed by which constructor takes the
//! handler, and the compiler holds it against the route's declaration.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use contract::code::Code;
use contract::diagnosis::Diagnosis;
use contract::route::{Access, Route, RouteSpec};
use identity::{Member, NuveraAdmin, PartnerUser};
use verify::{Admitted, Input, Refusal, Request, Verified};

use crate::answer::Answer;
use crate::context::Context;
use crate::cursor::{CursorKey, ListCursors, Reader};
use crate::failure::Failure;

/// What a handler of `R` returns.
pub type Outcome<R> = Result<<R as Route>::Output, Failure>;

/// A handler that was given its request.
pub(crate) type Job = Box<dyn FnOnce(Context) -> Working + Send>;
type Working = Pin<Box<dyn Future<Output = Result<Answer, Refusal>> + Send>>;

type ByApplication = Box<dyn Fn(Admitted, &Request, &CursorKey) -> Result<Job, Refusal> + Send + Sync>;
type ByPerson = Box<dyn Fn(Member, &Request, &CursorKey) -> Result<Job, Refusal> + Send + Sync>;
type ByAnyone = Box<dyn Fn(&Request, &CursorKey) -> Result<Job, Refusal> + Send + Sync>;
type OfDiagnosis = Box<dyn Fn(Diagnosis, &Request, &CursorKey) -> Job + Send + Sync>;

pub(crate) enum Handler {
    Application(ByApplication),
    Person(ByPerson),
    Anyone(ByAnyone),
    Diagnosis(OfDiagnosis),
}

/// A route with its handler.
pub struct Endpoint {
    pub(crate) spec: RouteSpec,
    pub(crate) handler: Handler,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.spec.id())
    }
}

/// A request of a signed-in user of a partner organization, with what the route takes.
pub struct ByPartnerUser<R: Route> {
    /// Who asks.
    pub user: PartnerUser,
    /// What the route takes.
    pub input: Input<R>,
}

/// A request of a signed-in Nuvera admin, with what the route takes.
pub struct ByAdmin<R: Route> {
    /// Who asks.
    pub admin: NuveraAdmin,
    /// What the route takes.
    pub input: Input<R>,
}

/// Whoever may use the console.
#[derive(Clone, Debug)]
pub enum ConsoleUser {
    /// A user of a partner organization.
    Partner(PartnerUser),
    /// A Nuvera admin.
    Admin(NuveraAdmin),
}

/// A request of whoever may use the console, with what the route takes.
pub struct ByConsoleUser<R: Route> {
    /// Who asks.
    pub user: ConsoleUser,
    /// What the route takes.
    pub input: Input<R>,
}

/// A request of anyone, with what the route takes.
pub struct Open<R: Route> {
    /// What the route takes.
    pub input: Input<R>,
    /// The method as sent.
    pub method: String,
    /// The path as sent.
    pub address: String,
}

/// What the checks said of a request.
#[derive(Debug)]
pub struct Diagnosed(pub Diagnosis);

/// An async function from a context and a `Q` to the outcome of `R`.
pub trait Handle<'a, R: Route, Q>: Send + Sync {
    /// What it returns.
    type Future: Future<Output = Outcome<R>> + Send + 'a;
    /// Calls it.
    fn call(&self, cx: &'a Context, request: Q) -> Self::Future;
}

impl<'a, R, Q, F, Fut> Handle<'a, R, Q> for F
where
    R: Route,
    F: Fn(&'a Context, Q) -> Fut + Send + Sync,
    Fut: Future<Output = Outcome<R>> + Send + 'a,
{
    type Future = Fut;
    fn call(&self, cx: &'a Context, request: Q) -> Fut {
        self(cx, request)
    }
}

impl Endpoint {
    /// What there is to know of the route.
    #[must_use]
    pub const fn spec(&self) -> &RouteSpec {
        &self.spec
    }

    /// A route of partners' services.
    #[must_use]
    pub fn application<R, H>(handler: H) -> Self
    where
        R: Route<Path: Send, Query: Send, Body: Send>,
        H: for<'a> Handle<'a, R, Verified<R>> + Copy + 'static,
    {
        const { assert!(matches!(R::SPEC.access(), Access::Permission(_)), "the route is not one of partners' services") }
        Self::new::<R>(Handler::Application(Box::new(move |admitted, request, key| {
            let organization = admitted.caller().organization.clone();
            let cursors = key.list(&R::SPEC, request, Reader::Organization(&organization));
            Ok(job::<R, _, _>(handler, Verified::read(admitted, request, &cursors)?, cursors))
        })))
    }

    /// A route of signed-in users of a partner organization.
    #[must_use]
    pub fn partner_user<R, H>(handler: H) -> Self
    where
        R: Route<Path: Send, Query: Send, Body: Send>,
        H: for<'a> Handle<'a, R, ByPartnerUser<R>> + Copy + 'static,
    {
        const { assert!(matches!(R::SPEC.access(), Access::PartnerUser), "the route is not one of partner users") }
        Self::new::<R>(Handler::Person(Box::new(move |member, request, key| match member {
            Member::Partner(user) => {
                let cursors = key.list(&R::SPEC, request, Reader::Organization(user.organization()));
                let input = Input::read(request, &cursors)?;
                Ok(job::<R, _, _>(handler, ByPartnerUser { user, input }, cursors))
            }
            Member::Admin(_) | Member::Customer(_) => Err(Refusal::new(Code::RoleDenied)),
        })))
    }

    /// A route of signed-in Nuvera admins.
    #[must_use]
    pub fn nuvera_admin<R, H>(handler: H) -> Self
    where
        R: Route<Path: Send, Query: Send, Body: Send>,
        H: for<'a> Handle<'a, R, ByAdmin<R>> + Copy + 'static,
    {
        const { assert!(matches!(R::SPEC.access(), Access::NuveraAdmin), "the route is not one of admins") }
        Self::new::<R>(Handler::Person(Box::new(move |member, request, key| match member {
            Member::Admin(admin) => {
                let cursors = key.list(&R::SPEC, request, Reader::Admins);
                let input = Input::read(request, &cursors)?;
                Ok(job::<R, _, _>(handler, ByAdmin { admin, input }, cursors))
            }
            Member::Partner(_) | Member::Customer(_) => Err(Refusal::new(Code::RoleDenied)),
        })))
    }

    /// A route of whoever may use the console.
    #[must_use]
    pub fn console_user<R, H>(handler: H) -> Self
    where
        R: Route<Path: Send, Query: Send, Body: Send>,
        H: for<'a> Handle<'a, R, ByConsoleUser<R>> + Copy + 'static,
    {
        const { assert!(matches!(R::SPEC.access(), Access::ConsoleUser), "the route is not one of the console's users") }
        Self::new::<R>(Handler::Person(Box::new(move |member, request, key| {
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
            Ok(job::<R, _, _>(handler, ByConsoleUser { user, input }, cursors))
        })))
    }

    /// A route of anyone.
    #[must_use]
    pub fn open<R, H>(handler: H) -> Self
    where
        R: Route<Path: Send, Query: Send, Body: Send>,
        H: for<'a> Handle<'a, R, Open<R>> + Copy + 'static,
    {
        const { assert!(matches!(R::SPEC.access(), Access::Public), "the route is not public") }
        Self::new::<R>(Handler::Anyone(Box::new(move |request, key| {
            let cursors = key.list(&R::SPEC, request, Reader::Anyone);
            let input = Input::read(request, &cursors)?;
            let open = Open { input, method: request.method.clone(), address: request.path.clone() };
            Ok(job::<R, _, _>(handler, open, cursors))
        })))
    }

    /// The route that tells what the checks say.
    #[must_use]
    pub fn diagnosis<R, H>(handler: H) -> Self
    where
        R: Route,
        H: for<'a> Handle<'a, R, Diagnosed> + Copy + 'static,
    {
        const { assert!(matches!(R::SPEC.access(), Access::AnyApplication), "the route asks for a permission") }
        Self::new::<R>(Handler::Diagnosis(Box::new(move |diagnosis, request, key| {
            job::<R, _, _>(handler, Diagnosed(diagnosis), key.list(&R::SPEC, request, Reader::Anyone))
        })))
    }

    const fn new<R: Route>(handler: Handler) -> Self {
        Self { spec: R::SPEC, handler }
    }
}

fn job<R, Q, H>(handler: H, request: Q, cursors: ListCursors) -> Job
where
    R: Route,
    Q: Send + 'static,
    H: for<'a> Handle<'a, R, Q> + Copy + 'static,
{
    Box::new(move |cx| {
        Box::pin(async move {
            let mut output = handler.call(&cx, request).await?;
            Answer::success(R::SPEC.success(), &mut output, &cursors)
                .map_err(|error| Refusal::new(Code::InternalError).because(error.to_string()))
        })
    })
}
