//! What every function does around its handler, so that no handler can forget it: reading the event, judging the
//! caller, parsing, limits, idempotency, problem documents, logging, configuration. The only crate that knows Lambda.
//!
//! A request's way: [`event`] → [`app`] → `verify` or `identity` → [`endpoint`]'s handler → [`answer`].
//!
//! Handlers are erased to one type here ([`Endpoint`]), so that a function's binary is one line that compiles no
//! generic code of its own.
//!
//! `lambda_http`'s request type is not used: making one panics on an undecodable body, which callers would see as 502.
//!
//! # Cursors (`cursor`)
//!
//! Callers never see a position. A cursor names its list (route and path), the organization or that admins read it, and
//! the filters, and has a MAC. Anything else is 400 at `/cursor`, with the reason. `endpoint` opens and seals for every
//! route, and a page with an unsealed cursor cannot be written as JSON, so that no list can forget it. The key is
//! `CURSOR_KEY`: serving costs no call. In a deployment AWS Secrets Manager draws it and CloudFormation resolves it;
//! `cargo xtask dev` keeps one in `.local/cursor-key`; each test has its own. Without one, or with one that is too
//! short, no function starts. A replaced key invalidates cursors, and callers start again: since a page takes seconds,
//! a second valid key is not worth its code. It is a secret of the deployment and no KMS key: a forged cursor reaches
//! no record that its caller may not read. The check reports mistakes; it is no permission.
//!
//! # Size of answers
//!
//! An answer has at most 4 MB in Lambda's envelope, which escapes quotes and backslashes once more; Lambda cuts off at
//! 6 MB. A page ends early where the next record would exceed that, never before its first: no item of DynamoDB's 400
//! KB exceeds 2.8 MB. Activity logs are pages too, of all their lines unless they exceed that. A ticket has as many
//! messages as always fit (`MAX_MESSAGES`).
//!
//! # Work behind an answer (`background`, `refusals`, `last_use`)
//!
//! Last use of keys and refused requests are written while the answer is on its way. An internal extension keeps Lambda
//! from freezing the process before that is done, for at most 5 seconds. Counts that wait for more of their kind are
//! written when Lambda ends the process. A crash loses them.
//!
//! Of a refused request whose sender is proved, by signature or API key, the first of each mistake and minute is a
//! record with its details and request id, at once; later ones are counts. Requests without proof are counted by code
//! and day, in a budget of their own, with nothing of what was sent.
//!
//! # Logs (`logging`)
//!
//! One JSON object a line, with route, code and request id; never a path or a header.
//!
//! # Thin binaries
//!
//! A function's binary is one line: it passes its endpoint, erased to one type, to `serve`. Generic code is
//! instantiated in the area's library; large async code is boxed here. So another function costs a link, not a
//! compilation. In release, panics unwind: one in a handler is caught and answered with 500.

mod answer;
mod app;
mod backend;
mod background;
mod compress;
mod config;
mod cursor;
mod endpoint;
mod event;
mod idempotency;
mod last_use;
mod logging;
mod problem;
mod refusals;
mod serve;

pub use answer::{Answer, GatewayAnswer};
pub use app::App;
pub use background::Background;
pub use config::{Config, ConfigError};
pub use cursor::CursorKey;
pub use endpoint::{
    ByAdmin, ByAnyone, ByConsoleUser, ByPartnerUser, CheckedRequest, ConsoleUser, Diagnosed, Endpoint, Handle, Handler,
};
pub use event::Event;
pub use serve::serve;

/// The `main` of a function: serves the route of a handler.
#[macro_export]
macro_rules! main {
    ($handler:path) => {
        fn main() -> std::process::ExitCode {
            $crate::serve($crate::Endpoint::new($handler))
        }
    };
}
