//! Memberships: sign-ins with a valid token.

use std::sync::atomic::Ordering;

use contract::member::Role;
use serde_json::json;

use super::fault;
use crate::testing::*;
use crate::{Denial, Member, Outage, TokenFault};

#[tokio::test]
async fn the_membership_decides_and_is_read_on_every_call() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let header = format!("Bearer {}", issuer.token(json!({})));
    let records = Records::of(membership(Role::NuveraAdmin));
    let sign_in = || authenticator.authenticate(Some(&header), &records, now());

    let admin = sign_in().await.unwrap();
    assert!(matches!(&admin, Member::Admin(admin) if admin.user_id() == &user()));
    assert!(matches!(admin.role(), Role::NuveraAdmin));

    *records.membership.lock().unwrap() = Some(membership(Role::CustomerUser));
    let customer = sign_in().await.unwrap();
    assert!(matches!(customer, Member::Customer(_)));
    assert_eq!(customer.email().as_str(), "ada@partner.example");

    *records.membership.lock().unwrap() = None;
    assert_eq!(sign_in().await.unwrap_err(), Denial::NotAMember);

    records.down.store(true, Ordering::Relaxed);
    assert_eq!(sign_in().await.unwrap_err(), Denial::Unavailable(Outage::Memberships));
    assert_eq!(records.reads.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn a_partner_user_without_an_organization_and_anothers_record_are_refused() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let header = format!("Bearer {}", issuer.token(json!({})));
    let mut homeless = membership(Role::PartnerUser);
    homeless.organization_id = None;
    let mut anothers = membership(Role::NuveraAdmin);
    anothers.user_id = "somebody-else".parse().unwrap();
    for record in [homeless, anothers] {
        let result = authenticator.authenticate(Some(&header), &Records::of(record), now()).await;
        assert_eq!(result.unwrap_err(), Denial::NotAMember);
    }
}

#[tokio::test]
async fn no_membership_is_read_for_a_bad_token() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let records = Records::partner();
    let forged = Key::number(1).token(header(), issuer.cognito());
    let result = authenticator.authenticate(Some(&format!("Bearer {forged}")), &records, now()).await;
    assert_eq!(fault(result), TokenFault::Signature);
    assert_eq!(records.reads.load(Ordering::Relaxed), 0);
}
