//! Runs a stack on a data folder, prints its addresses, and runs until it is killed.

use std::path::PathBuf;

use local::{Options, Stack};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the address is the output")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: keep FOLDER")?;
    let stack = Stack::start(Options { data: Some(PathBuf::from(folder)), ..Options::default() }).await?;
    println!("ready {} {}", stack.endpoints().dynamodb, stack.endpoints().kms);
    std::future::pending::<()>().await;
    Ok(())
}
