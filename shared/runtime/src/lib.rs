//! What every function does around its handler, so that no handler can forget it: reading the event, judging
//! the caller, parsing, limits, idempotency, problem documents, logging, configuration. The only crate that
//! knows Lambda.
//!
//! A request's way: [`event`] → [`app`] → `verify` or `identity` → [`endpoint`]'s handler → [`answer`].
//!
//! Handlers are erased to one type here ([`Endpoint`]), so that a function's binary is one line that compiles
//! no generic code of its own.

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
