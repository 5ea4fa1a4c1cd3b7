//! Prerequisites of a payment: an approved customer and beneficiary, and a quote.

use provision::DemoUser;
use serde_json::{Value, json};

use super::caller::{Application, quote_body};
use super::world::{Call, Reply, World};

pub(crate) const PAYMENTS: &str = "/api/v1/payment";
/// Name that matches an entry of the demo watch list.
const LISTED: &str = "Obsidian Crescent";

/// Customer with a beneficiary.
#[derive(Clone, Debug)]
pub(crate) struct Parties {
    pub(crate) customer: String,
    pub(crate) beneficiary: String,
}

/// Party of a payment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Party {
    Customer,
    Beneficiary,
}

impl Party {
    pub(crate) const BOTH: [Self; 2] = [Self::Customer, Self::Beneficiary];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Beneficiary => "beneficiary",
        }
    }
}

impl Application {
    /// Creates a customer with a beneficiary in this currency, both pending review. Both have cleared watch list
    /// matches, so they can be held again.
    pub(crate) async fn create_parties(&self, world: &World, currency: &str) -> Parties {
        let id = |record: Value| record["id"].as_str().unwrap().to_owned();
        let customer = id(self.create_customer(world, json!({ "companyName": LISTED })).await);
        let more = json!({ "currencyCode": currency, "companyName": LISTED });
        let beneficiary = id(self.create_beneficiary(world, &customer, more).await);
        let parties = Parties { customer, beneficiary };
        for party in Party::BOTH {
            self.set_hold(world, &parties, party, false).await;
        }
        parties
    }

    /// Creates both, approved and without a hold.
    pub(crate) async fn create_payable(&self, world: &World, currency: &str) -> Parties {
        let parties = self.create_parties(world, currency).await;
        for party in Party::BOTH {
            self.review(world, &parties, party, "APPROVE").await.expect(200);
        }
        parties
    }

    /// Decides a review of one party, as an admin.
    pub(crate) async fn review(&self, world: &World, parties: &Parties, party: Party, decision: &str) -> Reply {
        let customer = format!("/admin/v1/organizations/{}/customers/{}", self.organization, parties.customer);
        let uri = match party {
            Party::Customer => customer,
            Party::Beneficiary => format!("{customer}/beneficiaries/{}", parties.beneficiary),
        };
        world.review(&uri, decision).await
    }

    /// Sets or lifts the hold of one party: an admin confirms or clears its match.
    pub(crate) async fn set_hold(&self, world: &World, parties: &Parties, party: Party, held: bool) {
        let customer = format!("/api/v1/customers/{}", parties.customer);
        let subject = match party {
            Party::Customer => self.get(world, &format!("{customer}/screening")).await.expect(200)["items"][0].clone(),
            Party::Beneficiary => {
                let uri = format!("{customer}/beneficiaries/{}/screening", parties.beneficiary);
                self.get(world, &uri).await.expect(200)
            }
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let found = ["openMatches", "previouslyCleared"].map(|matches| &subject[matches][0]);
        let found = found.into_iter().find(|found| found.is_object()).unwrap();
        let (id, decided) = (text(&found["matchId"]), &found["disposition"]["id"]);
        let screening =
            format!("/admin/v1/organizations/{}/screening/{}", self.organization, text(&subject["subjectId"]));
        let decision = json!({ "decision": if held { "CONFIRM" } else { "CLEAR" }, "reason": "Looked at it.", "supersedes": decided });
        let call = Call::post(&format!("{screening}/matches/{id}/decision"));
        let decided = world.send(&call.bearer(&world.token(DemoUser::Admin)).json(&decision)).await.expect(200);
        assert_eq!(decided["paymentHold"], held);
    }

    /// Creates a quote of 100 USD and returns its ID. Rates must be installed.
    pub(crate) async fn create_quote(&self, world: &World, parties: &Parties) -> String {
        let body = quote_body(json!({ "customerId": parties.customer, "beneficiaryId": parties.beneficiary }));
        let quote = self.send(world, "POST", &format!("{PAYMENTS}/quote"), &body).await.expect(201);
        quote["id"].as_str().unwrap().to_owned()
    }

    /// Requests a payment; members of `more` are added to the body.
    pub(crate) async fn pay(&self, world: &World, quote: &str, key: &str, more: Value) -> Reply {
        self.call(world, pay(quote, key, more)).await
    }

    /// Creates a payment from a new quote.
    pub(crate) async fn create_payment(&self, world: &World, parties: &Parties, more: Value) -> Value {
        let quote = self.create_quote(world, parties).await;
        self.pay(world, &quote, &quote, more).await.expect(201)
    }
}

/// Returns an unsigned request for a payment; members of `more` are added to the body.
pub(crate) fn pay(quote: &str, key: &str, more: Value) -> Call {
    Call::post(PAYMENTS).header("idempotency-key", key).json(&payment_body(quote, more))
}

/// Returns the body of a new payment, with the members of `more` added or replaced.
pub(crate) fn payment_body(quote: &str, more: Value) -> Value {
    super::caller::with(json!({ "quoteId": quote, "purpose": "Goods of May" }), more)
}
