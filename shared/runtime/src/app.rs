//! Function, from event to answer.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use contract::code::Code;
use domain::Origin;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use identity::{Authenticator, Denial, Member};
use store::{IdempotencyScope, Operation};
use usecases::{Context, Environment, Services};
use verify::{Attempt, FailedJudgment, Judge, Refusal, Request};

use crate::answer::Answer;
use crate::backend::Backend;
use crate::background::Background;
use crate::config::{Config, ConfigError};
use crate::cursor::CursorKey;
use crate::endpoint::{Endpoint, Handler, Job};
use crate::event::Event;
use crate::last_use::LastUses;
use crate::refusals::{Refusals, Refused};
use crate::{compress, idempotency, problem};

/// Function that is ready to answer.
pub struct App {
    endpoint: Endpoint,
    services: Arc<Services>,
    cursor_key: CursorKey,
    public_url: String,
    judge: Arc<Judge<Backend>>,
    /// Only for routes of people: reading the root certificates takes time.
    authenticator: Option<Authenticator>,
    backend: Backend,
    last_uses: LastUses,
    refusals: Arc<Refusals>,
    background: Background,
}

impl App {
    /// Creates the function of `endpoint`, without a call.
    ///
    /// # Errors
    /// [`ConfigError`] if the sign-in settings are invalid.
    pub fn new(endpoint: Endpoint, config: Config, environment: Environment) -> Result<Self, ConfigError> {
        let Config { cursor_key, public_url, oidc, aws, deployment } = config;
        let key_mode = deployment.key_mode;
        let services = Arc::new(Services::new(deployment, cloud::Cloud::new(aws), environment));
        let authenticator = match &endpoint.handler {
            Handler::Person(_) => Some(Authenticator::new(oidc)),
            Handler::Application(_) | Handler::Diagnosis(_) | Handler::Anyone(_) => None,
        };
        let authenticator =
            authenticator.transpose().map_err(|error| ConfigError::Invalid("OIDC_ISSUER", error.to_string()))?;
        let backend = || Backend { store: services.store().clone(), key_hash: Arc::clone(services.key_hash()) };
        let judge = Arc::new(Judge::new(backend(), key_mode));
        Ok(Self {
            refusals: Arc::new(Refusals::new(services.store().clone(), Arc::clone(&judge))),
            judge,
            backend: backend(),
            authenticator,
            last_uses: LastUses::new(),
            background: Background::new(),
            services,
            cursor_key,
            public_url,
            endpoint,
        })
    }

    /// Returns the background work.
    pub const fn background(&self) -> &Background {
        &self.background
    }

    /// Answers an event, even after a panic, and logs one line.
    ///
    /// The future is boxed, so it is compiled here and not in each binary.
    pub fn answer(&self, event: Event) -> BoxFuture<'_, Answer> {
        Box::pin(self.answer_event(event))
    }

    /// Returns true if answers of this function can start background work.
    pub(crate) const fn leaves_work(&self) -> bool {
        matches!(self.endpoint.handler, Handler::Application(_))
    }

    /// Finishes the background work and writes waiting counts, before the process ends.
    pub async fn flush(&self) {
        self.background.ended().await;
        self.refusals.flush(self.now()).await;
    }

    async fn answer_event(&self, event: Event) -> Answer {
        let now = self.now();
        let work = async {
            match &event.request {
                Ok(request) => self.dispatch(request, &event.request_id, now).await,
                Err(refusal) => Err(refusal.clone().into()),
            }
        };
        let panicked = || Refusal::new(Code::InternalError).because("panic");
        let outcome = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| Err(panicked().into()));
        let (mut answer, refusal, rejection) = match outcome {
            Ok(answer) => (answer, None, None),
            Err(NotServed { refusal, rejection }) => {
                (problem::answer(&refusal, &self.public_url, &event.request_id), Some(refusal), rejection)
            }
        };
        answer.set("x-request-id", event.request_id.as_str());
        // Answers are specific to a caller and a moment, and some contain a key. The console's files set their own.
        answer.set_unless_present("cache-control", "no-store");
        let took = self.now().millis().saturating_sub(now.millis());
        self.log(refusal.as_ref(), answer.status, &event.request_id, took);
        self.refusals.write_due(&self.background, now);
        if let (Ok(request), Some(rejection)) = (event.request, rejection) {
            let (request_id, route) = (event.request_id, self.endpoint.spec);
            self.refusals.note(&self.background, Refused { request, request_id, now, route, rejection });
        }
        answer
    }

    fn now(&self) -> contract::time::Timestamp {
        (self.services.environment().now)()
    }

    fn log(&self, refusal: Option<&Refusal>, status: u16, request_id: &str, milliseconds: i64) {
        let route = self.endpoint.spec.id();
        let code = refusal.map(|refusal| refusal.code().name());
        match refusal.and_then(Refusal::cause) {
            Some(cause) => tracing::error!(route, request_id, status, code, cause, milliseconds, "answered"),
            None => tracing::info!(route, request_id, status, code, milliseconds, "answered"),
        }
    }

    async fn dispatch(
        &self,
        request: &Request,
        request_id: &str,
        now: contract::time::Timestamp,
    ) -> Result<Answer, NotServed> {
        let operation = Operation::once(self.services.environment().bytes());
        let source_ip = request.source_ip.map(|ip| ip.to_string()).unwrap_or_default();
        let origin = Origin { source_ip, request_id: request_id.to_owned() };
        let cx = Context::new(Arc::clone(&self.services), now, operation, origin);
        let attempt = Attempt { now, nonce: self.services.environment().bytes() };
        let cursor_key = &self.cursor_key;
        verify::check_path(&request.path)?;
        match &self.endpoint.handler {
            Handler::Application(prepare) => {
                verify::check_address(&self.endpoint.spec, request)?;
                let admitted = self.judge.judge(&self.endpoint.spec, request, attempt).await?;
                let caller = admitted.caller().clone();
                let key = idempotency::key(
                    &self.endpoint.spec,
                    &IdempotencyScope::Application(&caller.application().id),
                    request,
                )?;
                let job = prepare(admitted, request, cursor_key)?;
                let (background, store) = (&self.background, self.services.store());
                self.last_uses.note(background, store, &caller, &self.endpoint.spec, request, now);
                Ok(self.carry_out(key, cx, job).await?)
            }
            Handler::Diagnosis(prepare) => {
                verify::check_address(&self.endpoint.spec, request)?;
                let diagnosis = self.judge.diagnose(&self.endpoint.spec, request, attempt).await?;
                Ok(prepare(diagnosis, request, cursor_key)(cx).await?)
            }
            Handler::Person(prepare) => {
                verify::check_address(&self.endpoint.spec, request)?;
                verify::check_body(&self.endpoint.spec, request)?;
                let member = self.member(request, now).await?;
                let job = prepare(member.clone(), request, cursor_key)?;
                let key = idempotency::key(&self.endpoint.spec, &scope(&member), request)?;
                Ok(self.carry_out(key, cx, job).await?)
            }
            Handler::Anyone(prepare) => Ok(compress::compress(prepare(request, cursor_key)?(cx).await?, request)),
        }
    }

    async fn carry_out(&self, key: Option<store::IdempotencyKey>, cx: Context, job: Job) -> Result<Answer, Refusal> {
        match key {
            Some(key) => idempotency::run(self.services.store(), &key, cx, job).await,
            None => job(cx).await,
        }
    }

    async fn member(&self, request: &Request, now: contract::time::Timestamp) -> Result<Member, Refusal> {
        let authenticator = self.authenticator.as_ref().ok_or_else(|| Refusal::new(Code::InternalError))?;
        let member = authenticator.authenticate(request.header("authorization"), &self.backend, now).await;
        member.map_err(|denial| denied(&denial))
    }
}

/// Refusal of a request, with the judge's rejection for the application's owner.
struct NotServed {
    refusal: Refusal,
    rejection: Option<FailedJudgment>,
}

impl From<Refusal> for NotServed {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, rejection: None }
    }
}

impl From<FailedJudgment> for NotServed {
    fn from(rejection: FailedJudgment) -> Self {
        Self { refusal: rejection.refusal().clone(), rejection: Some(rejection) }
    }
}

/// Returns the scope of a person's idempotency keys.
fn scope(member: &Member) -> IdempotencyScope<'_> {
    let organization = match member {
        Member::Partner(user) => Some(user.organization()),
        Member::Admin(_) | Member::Customer(_) => None,
    };
    IdempotencyScope::Person(member.user_id(), organization)
}

fn denied(denial: &Denial) -> Refusal {
    match denial {
        Denial::TokenMissing => Refusal::new(Code::AccessTokenMissing),
        Denial::TokenInvalid(_) => Refusal::new(Code::AccessTokenInvalid),
        Denial::NotAMember => Refusal::new(Code::RoleDenied),
        Denial::Unavailable(outage) => Refusal::unavailable(outage.to_string()),
        Denial::Broken => Refusal::new(Code::InternalError).because(denial.to_string()),
    }
}
