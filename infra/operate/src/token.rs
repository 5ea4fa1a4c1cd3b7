//! `cargo xtask token`: prints an access token of a demo user.

use std::path::Path;

use anyhow::{Context as _, Result};

use dev::{Description, redirect_uri};
use provision::{CLIENT_ID, DemoUser};

/// Prints an access token of `user` of the `dev` in `data`. Standard output has nothing else.
///
/// # Errors
/// If no such `dev` runs.
pub fn run(user: DemoUser, data: &Path) -> Result<()> {
    let description = Description::read(data)?;
    let sign_in = description.users.get(user.name()).context("dev.json does not know this user")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tokens = runtime
        .block_on(local::password_sign_in(
            &description.issuer,
            CLIENT_ID,
            &redirect_uri(&description.base_url),
            &sign_in.username,
            &sign_in.password,
        ))
        .with_context(|| format!("cannot sign in at {}; is `cargo xtask dev` running?", description.issuer))?;
    tools::print(&tokens.access_token);
    Ok(())
}
