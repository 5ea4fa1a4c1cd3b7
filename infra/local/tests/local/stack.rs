use std::net::TcpListener;

use local::{Options, Ports, Stack};

use crate::support::{create_table, dynamodb, http, options, stack};

#[tokio::test]
async fn an_error_names_a_port_in_use_and_its_service() {
    let (first, taken) = neighbours();
    let error = Stack::start(Options { ports: Ports::From(first), ..options() }).await.unwrap_err();

    let port = taken.local_addr().unwrap().port();
    let error = format!("{error:#}");
    assert!(error.starts_with(&format!("KMS cannot listen on port {port}: Address already in use")), "{error}");
}

#[tokio::test]
async fn four_consecutive_ports_are_used_and_released() {
    let (first, taken) = neighbours();
    drop(taken);
    for _ in 0..2 {
        let stack = Stack::start(Options { ports: Ports::From(first), ..options() }).await.unwrap();
        let endpoints = stack.endpoints().clone();
        assert_eq!(endpoints.dynamodb, format!("http://127.0.0.1:{first}"));
        assert_eq!(endpoints.kms, format!("http://127.0.0.1:{}", first + 1));
        assert_eq!(endpoints.s3, format!("http://127.0.0.1:{}", first + 2));
        assert_eq!(endpoints.issuer, format!("http://127.0.0.1:{}", first + 3));
        stack.stop().await;
        assert!(http().get(&endpoints.jwks_uri).send().await.unwrap_err().is_connect());
    }
}

#[tokio::test]
async fn ports_beyond_the_last_one_are_refused() {
    let error = Stack::start(Options { ports: Ports::From(65_533), ..options() }).await.unwrap_err();
    assert_eq!(error.to_string(), "the stack needs four consecutive ports, and there are none from 65533");
}

/// The end of one test's runtime must not end the stack that tests share.
#[test]
fn a_stack_outlives_the_runtime_that_started_it() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stack = runtime().block_on(stack());
    runtime().block_on(async { create_table(&dynamodb(&stack), "customers").await });
    runtime().block_on(async move { drop(stack) });
}

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let stack = stack().await;
    let endpoints = stack.endpoints();
    for url in [&endpoints.dynamodb, &endpoints.kms, &endpoints.s3, &endpoints.jwks_uri] {
        let foreign = http().get(url).header("origin", "https://elsewhere.example").send().await.unwrap();
        assert_eq!(foreign.status(), 403, "{url}");
        let rebound = http().get(url).header("host", "elsewhere.example").send().await.unwrap();
        assert_eq!(rebound.status(), 403, "{url}");
    }
    let own = http().get(&endpoints.jwks_uri).header("origin", "http://localhost:5173").send().await.unwrap();
    assert_eq!(own.status(), 200);
}

/// Returns a port whose successor is in use, and the listener that uses it.
fn neighbours() -> (u16, TcpListener) {
    loop {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if port < 65_000 && free(port - 1) && free(port + 1) && free(port + 2) {
            return (port - 1, taken);
        }
    }
}
