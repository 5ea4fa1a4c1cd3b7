//! The web console: what is served, what it is built from, and what people do with it in a browser.

mod admin;
mod built;
mod inspect;
mod keyboard;
mod keys;
mod looks;
mod mishaps;
mod money;
mod partner;
mod served;
mod session;
mod window;
