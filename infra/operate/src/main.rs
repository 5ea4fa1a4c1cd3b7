//! Program of `cargo xtask token`, `hmac-key` and `admin`: see the library.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use commands::Command;
use operate::{admin, hmac_key, token};
use provision::DemoUser;

fn main() -> ExitCode {
    commands::main(carry_out)
}

fn carry_out(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Token { user, data } => {
            let user = DemoUser::ALL.into_iter().find(|known| known.name() == user).context("no such user")?;
            token::run(user, &data.unwrap_or_else(tools::data_folder))
        }
        Command::HmacKeyCreate { like, deployment } => hmac_key::create(&deployment, like.as_deref()),
        Command::HmacKeyUse { arn, by, deployment } => hmac_key::introduce(&deployment, &arn, &by),
        Command::Admin { user, email, deployment } => admin::appoint(&deployment, &user, &email),
        _ => bail!("this program only carries out `token`, `hmac-key` and `admin`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_names_every_demo_user() {
        assert_eq!(DemoUser::ALL.map(DemoUser::name), commands::USERS);
    }
}
