//! Documents of payments.

use contract::document::MAX_ATTACHED;
use serde_json::json;

use super::{decide, payer, quote_item, stored, uri};
use crate::support::{Call, id, in_world_with, pdf};

#[test]
fn a_payments_documents_stay_attached_until_a_correction_removes_them() {
    in_world_with(payer, async |world, (app, parties)| {
        let (first, second) = (app.upload(world, &pdf("1")).await, app.upload(world, &pdf("2")).await);
        let delete = |document: &str| Call::delete(&format!("/api/v1/documents/{document}"));
        let payment = app.create_payment(world, &parties, json!({ "documentIds": [id(&first), id(&first)] })).await;
        assert_eq!(payment["documentIds"], json!([id(&first), id(&first)]));
        assert_eq!(app.attachments(world, id(&first)).await, "1", "naming a document twice attaches it once");
        app.call(world, delete(id(&first))).await.expect_problem(409, "conflict");
        decide(world, &payment, "REQUEST_CORRECTION").await.expect(200);
        app.call(world, delete(id(&first))).await.expect_problem(409, "conflict");
        let corrected = app.send(world, "PATCH", &uri(&payment), &json!({ "documentIds": [id(&second)] })).await;
        assert_eq!(corrected.expect(200)["documentIds"], json!([id(&second)]));
        app.call(world, delete(id(&first))).await.expect_nothing();
        app.call(world, delete(id(&second))).await.expect_problem(409, "conflict");
        // A cancelled payment keeps its documents.
        app.call(world, super::cancel(&payment)).await.expect(200);
        app.call(world, delete(id(&second))).await.expect_problem(409, "conflict");
    });
}

#[test]
fn only_documents_of_the_organization_can_be_attached() {
    in_world_with(payer, async |world, (app, parties)| {
        let (other, _) = payer(world).await;
        let (own, others) = (app.upload(world, &pdf("own")).await, other.upload(world, &pdf("others")).await);
        let quote = app.create_quote(world, &parties).await;
        for unknown in [id(&others), "doc_0000000000000000000000"] {
            let more = json!({ "documentIds": [id(&own), unknown] });
            let problem = app.pay(world, &quote, unknown, more).await.expect_problem(422, "validation_failed");
            let reason = "is not a document of your organization";
            assert_eq!(problem["errors"], json!([{ "pointer": "/documentIds/1", "reason": reason }]));
        }
        assert_eq!(app.attachments(world, id(&own)).await, "0");
        assert_eq!(other.attachments(world, id(&others)).await, "0");
        assert!(stored(world, &app).await.is_empty());
        assert!(!quote_item(world, &app, &quote).await.contains_key("usedAt"));
        let made = app.pay(world, &quote, "k", json!({ "documentIds": [id(&own)] })).await.expect(201);
        assert_eq!(app.attachments(world, id(&own)).await, "1");
        // A used quote is reported even with attached documents, and the count stays.
        let again = app.pay(world, &quote, "other", json!({ "documentIds": [id(&own)] })).await;
        assert_eq!(again.expect_problem(409, "state_conflict")["received"], "USED");
        assert_eq!(app.attachments(world, id(&own)).await, "1");
        assert_eq!(stored(world, &app).await.len(), 1);
        assert_eq!(made["documentIds"], json!([id(&own)]));
    });
}

#[test]
fn a_correction_can_replace_all_documents() {
    in_world_with(payer, async |world, (app, parties)| {
        let first = crate::routes::documents::without_content(world, &app, MAX_ATTACHED).await;
        let second = crate::routes::documents::without_content(world, &app, MAX_ATTACHED).await;
        let payment = app.create_payment(world, &parties, json!({ "documentIds": first })).await;
        decide(world, &payment, "REQUEST_CORRECTION").await.expect(200);
        app.send(world, "PATCH", &uri(&payment), &json!({ "documentIds": second })).await.expect(200);
        assert_eq!(app.attachments(world, &first[47]).await, "0");
        assert_eq!(app.attachments(world, &second[47]).await, "1");
    });
}
