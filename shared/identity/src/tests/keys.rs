//! Requests for the issuer's keys, and the lifetime of the keys.

use std::sync::Arc;

use serde_json::json;

use super::{PATIENCE, fault, unavailable};
use crate::testing::*;
use crate::{Authenticator, OidcSettings, TokenFault};

#[tokio::test]
async fn concurrent_calls_make_one_request() {
    let issuer = Issuer::start().await;
    let authenticator = Arc::new(issuer.authenticator());
    let token = issuer.token(json!({}));
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let (authenticator, token) = (Arc::clone(&authenticator), token.clone());
            tokio::spawn(async move { present(&authenticator, &token).await.is_ok() })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap());
    }
    assert_eq!((issuer.hits(DISCOVERY), issuer.hits(JWKS)), (1, 1));
}

#[tokio::test]
async fn an_invalid_token_makes_no_request() {
    let (issuer, authenticator) = Issuer::trusted().await;
    for changes in [json!({ "exp": 1 }), json!({ "iss": "x" }), json!({ "client_id": "x" })] {
        assert!(present(&authenticator, &issuer.token(changes)).await.is_err());
    }
    assert_eq!((issuer.hits(DISCOVERY), issuer.hits(JWKS)), (0, 0));
}

#[tokio::test]
async fn unknown_key_ids_make_a_request_at_most_every_30_seconds() {
    let (issuer, authenticator) = Issuer::trusted().await;
    assert!(present(&authenticator, &issuer.token(json!({}))).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 1);
    let garbage =
        |kid: usize| Key::number(1).token(with(header(), json!({ "kid": format!("g{kid}") })), issuer.cognito());
    for (at, hits) in [(29, 1), (30, 2), (31, 2), (59, 2), (60, 3), (61, 3)] {
        for kid in 0..5 {
            let result = present_at(&authenticator, &garbage(kid), later(at)).await;
            assert_eq!(fault(result), TokenFault::KeyUnknown);
            assert_eq!(issuer.hits(JWKS), hits, "{at} s");
        }
        assert!(present_at(&authenticator, &issuer.token(json!({})), later(at)).await.is_ok());
    }
    // The clock can be set back, even to before the last request.
    assert_eq!(fault(present_at(&authenticator, &garbage(0), later(0)).await), TokenFault::KeyUnknown);
    assert_eq!(issuer.hits(JWKS), 4);
}

#[tokio::test]
async fn a_new_key_is_picked_up_and_a_withdrawn_one_dropped() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let old = issuer.token(json!({}));
    let new = Key::number(1).token(with(header(), json!({ "kid": "k2" })), issuer.cognito());
    assert!(present(&authenticator, &old).await.is_ok());

    issuer.publish(&[Key::number(0).jwk("k1"), Key::number(1).jwk("k2")]);
    assert!(present_at(&authenticator, &new, later(40)).await.is_ok());
    assert!(present_at(&authenticator, &old, later(40)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 2);

    issuer.publish(&[Key::number(1).jwk("k2")]);
    assert!(present_at(&authenticator, &new, later(40 + 2 * 3600)).await.is_err(), "expired by then");
    let fresh = |kid: &str, key: usize| {
        let times = json!({ "exp": now().seconds() + 86400 });
        Key::number(key).token(with(header(), json!({ "kid": kid })), with(issuer.cognito(), times))
    };
    assert_eq!(
        fault(present_at(&authenticator, &fresh("k1", 0), later(2 * 3600)).await),
        TokenFault::KeyUnknown,
        "keys of hours ago are not trusted while the issuer answers"
    );
    assert!(present_at(&authenticator, &fresh("k2", 1), later(2 * 3600)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 3);
}

#[tokio::test]
async fn old_keys_are_used_while_new_ones_are_fetched() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let token = issuer.token(json!({}));
    assert!(present(&authenticator, &token).await.is_ok());
    assert!(present_at(&authenticator, &token, later(600)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 1, "ten minutes are fresh");

    // If it waited, this would not return in time.
    issuer.hang(JWKS);
    for at in [601, 602, 640] {
        assert!(present_at(&authenticator, &token, later(at)).await.is_ok());
    }
    let asked = async {
        while issuer.hits(JWKS) < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.unwrap();
    assert!(present_at(&authenticator, &token, later(700)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 2, "one question at a time");
}

#[tokio::test]
async fn a_failed_issuer_does_not_stop_users_with_known_keys() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let token = issuer.token(json!({ "exp": now().seconds() + 7 * 86400 }));
    assert!(present(&authenticator, &token).await.is_ok());

    issuer.fail(JWKS);
    let day = 24 * 3600;
    for (at, hits) in [(2 * 3600, 2), (2 * 3600 + 29, 2), (2 * 3600 + 30, 3), (day, 4)] {
        assert!(present_at(&authenticator, &token, later(at)).await.is_ok(), "{at} s");
        assert_eq!(issuer.hits(JWKS), hits, "{at} s");
    }
    // This key cannot be checked against the issuer.
    let new = with(header(), json!({ "kid": "k2" }));
    let new = Key::number(1).token(new, with(issuer.cognito(), json!({ "exp": now().seconds() + 7 * 86400 })));
    assert!(unavailable(&present_at(&authenticator, &new, later(day)).await));

    assert!(unavailable(&present_at(&authenticator, &token, later(day + 31)).await), "not beyond a day");
    issuer.publish(&[Key::number(0).jwk("k1")]);
    assert!(unavailable(&present_at(&authenticator, &token, later(day + 35)).await), "asked a moment ago");
    assert!(present_at(&authenticator, &token, later(day + 36)).await.is_ok());
}

#[tokio::test]
async fn an_abandoned_call_does_not_cancel_the_request() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let token = issuer.token(json!({}));
    {
        let call = present(&authenticator, &token);
        tokio::pin!(call);
        // Polled once to start the request, and dropped.
        assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx).is_pending())).await);
    }
    assert!(present_at(&authenticator, &token, later(1)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 1);
}

#[test]
fn a_request_lost_with_its_runtime_is_repeated() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    let lost = first.block_on(Issuer::start());
    lost.hang(DISCOVERY);
    let authenticator = lost.authenticator();
    first.block_on(async {
        let token = lost.token(json!({}));
        let call = present(&authenticator, &token);
        tokio::pin!(call);
        assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx).is_pending())).await);
    });
    drop(first);
    // The issuer is gone too, so the new request fails at once; the old one would never end.
    let result = runtime().block_on(present_at(&authenticator, &lost.token(json!({})), later(6)));
    assert!(unavailable(&result));
}

#[test]
fn a_call_can_move_between_threads() {
    fn sendable<T: Send>(_: T) {}
    let settings =
        OidcSettings { issuer: "https://issuer.example".to_owned(), jwks_url: None, client_id: CLIENT.to_owned() };
    let authenticator = Authenticator::new(settings).unwrap();
    sendable(authenticator.authenticate(None, &Records::default(), now()));
}
