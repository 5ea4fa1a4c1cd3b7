//! Runtime of every function: events, judging of callers, parsing, limits, idempotency, problem documents, logs,
//! configuration. The only crate that depends on Lambda. No handler can skip any of it.
//!
//! Path of a request: [`event`] → [`app`] → `verify` or `identity` → [`endpoint`]'s handler → [`answer`].
//!
//! # Cursors (`cursor`)
//!
//! Callers never see a position. A cursor has tags of its list (route and path), its reader (an organization, or the
//! admins) and its filters, and a MAC. Any other cursor is a 400 at `/cursor` with the reason. `endpoint` opens and
//! seals cursors for every route. A page with an unsealed cursor cannot be serialized, so no list can omit the seal.
//! The key is `CURSOR_KEY`, so cursors cost no call. In a deployment AWS Secrets Manager draws it and CloudFormation
//! resolves it; `cargo xtask dev` keeps one in `.local/cursor-key`; each test has its own. A function does not start
//! without a key, or with a short one. A replaced key invalidates cursors, and callers start again. Reading a list
//! takes seconds, so a second valid key is not worth its code. The key is a secret of the deployment, not a KMS key: a
//! forged cursor reaches no record that its caller may not read. The check detects mistakes; it grants nothing.
//!
//! # Size of answers
//!
//! An answer has at most 4 MB in Lambda's envelope, which escapes quotes and backslashes again. Lambda's limit is 6 MB.
//! A page ends before the record that would exceed 4 MB, never before its first: DynamoDB's items of 400 KB stay below
//! 2.8 MB. Activity logs are pages too, with all lines unless these exceed that. `MAX_MESSAGES` keeps a ticket within
//! it.
//!
//! # Background work (`background`, `refusals`, `last_use`)
//!
//! Last uses of keys and refused requests are written while the answer is sent. An internal extension keeps Lambda from
//! freezing the process before that ends, for at most 5 seconds. Waiting counts are written when Lambda ends the
//! process. A crash loses them.
//!
//! A refused request with a sender proved by signature or API key is recorded with its details and request id: the
//! first of each mistake and minute at once, later ones as counts. Requests without proof are counted by code and day,
//! in a separate budget, without any of their content.
//!
//! # Logs (`logging`)
//!
//! One JSON object a line, with route, code and request id, never a path or a header.
//!
//! # Thin binaries
//!
//! A function's binary is one line: it passes its endpoint, erased to one type, to `serve`. The area's library
//! instantiates generic code; large async code is boxed here. So another function costs a link, not a compilation. In
//! release, panics unwind: one in a handler is caught and answered with 500.

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

/// Defines the `main` of a function that serves a handler.
#[macro_export]
macro_rules! main {
    ($handler:path) => {
        fn main() -> std::process::ExitCode {
            $crate::serve($crate::Endpoint::new($handler))
        }
    };
}
