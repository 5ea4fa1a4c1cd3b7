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
mod context;
mod cursor;
mod endpoint;
mod event;
mod failure;
mod history;
mod idempotency;
mod last_use;
mod logging;
mod moment;
mod problem;
mod refusals;
mod serve;
mod tries;

pub use answer::{Answer, GatewayAnswer};
pub use app::App;
pub use background::Background;
pub use config::{Config, ConfigError};
pub use context::{Clock, Context, Entropy, Environment, SignInSettings};
pub use cursor::CursorKey;
pub use endpoint::{ByAdmin, ByConsoleUser, ByPartnerUser, ConsoleUser, Diagnosed, Endpoint, Open, Outcome};
pub use event::Event;
pub use failure::{Failure, already_applied};
pub use history::{Step, Subject};
pub use moment::Moment;
pub use serve::serve;
pub use tries::Attempt;

/// The `main` of a function: serves the endpoint of the module named.
#[macro_export]
macro_rules! main {
    ($($module:ident)::+) => {
        fn main() -> std::process::ExitCode {
            $crate::serve($($module)::+::endpoint())
        }
    };
}
