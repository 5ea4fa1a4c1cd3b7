//! Rate tables and the quotes priced from them.

use contract::currency::CurrencyCode;
use provision::DemoUser;
use serde_json::{Value, json};

use crate::support::{Application, Call, Reply, World, in_own_world, in_world_with, quote_body, rates_body};

const QUOTE: &str = "/api/v1/payment/quote";

/// Partner with a customer, and a beneficiary paid in this currency.
struct Payer {
    app: Application,
    customer: String,
    beneficiary: String,
}

impl Payer {
    async fn new(world: &World, currency: &str) -> Self {
        let app = Application::alone(world).await;
        let id = |record: Value| record["id"].as_str().unwrap().to_owned();
        let customer = id(app.create_customer(world, json!({})).await);
        let beneficiary = id(app.create_beneficiary(world, &customer, json!({ "currencyCode": currency })).await);
        Self { app, customer, beneficiary }
    }

    async fn quote(&self, world: &World, more: Value) -> Reply {
        let mut body = quote_body(json!({ "customerId": self.customer, "beneficiaryId": self.beneficiary }));
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.app.send(world, "POST", QUOTE, &body).await
    }
}

async fn put_rates(world: &World, body: &Value) -> Reply {
    world.send(&Call::put("/admin/v1/rates").bearer(&world.token(DemoUser::Admin)).json(body)).await
}

#[test]
fn a_quote_is_priced_from_the_current_table() {
    in_own_world(async |world| {
        let payer = Payer::new(world, "XOF").await;
        let problem = payer.quote(world, json!({})).await.expect_problem(422, "validation_failed");
        assert_eq!(
            problem["errors"],
            json!([{ "pointer": "/currencyCode", "reason": "cannot be converted into XOF, the beneficiary's currency: there is no rate from USD to XOF. Use another currency, or contact Nuvera's support" }])
        );

        let table = put_rates(world, &rates_body()).await.expect(200);
        let quote = payer.quote(world, json!({})).await.expect(201);
        assert_eq!((&quote["paymentAmount"], &quote["paymentCurrencyCode"]), (&json!("100.00"), &json!("USD")));
        assert_eq!((&quote["totalTarget"], &quote["targetCurrencyCode"]), (&json!("59247"), &json!("XOF")));
        assert_eq!(quote["priceBreakdown"], json!({ "payout": "98.50", "fee": "1.50", "rate": "601.5" }));
        assert_eq!((&quote["rateTableId"], &quote["usedAt"]), (&table["id"], &json!(null)));
        let time = |name: &str| quote[name].as_str().unwrap().parse::<contract::time::Timestamp>().unwrap();
        assert_eq!(time("expiresAt"), time("createdAt").plus_seconds(60));
        let uri = format!("{QUOTE}/{}", quote["id"].as_str().unwrap());
        assert_eq!(payer.app.get(world, &uri).await.expect(200), quote);

        let back = payer.quote(world, json!({ "side": "TARGET", "amount": "59247" })).await.expect(201);
        assert_eq!((&back["paymentAmount"], &back["totalTarget"]), (&json!("100.00"), &json!("59247")));

        // A new table applies to the next quote; former quotes keep their price.
        let mut dearer = rates_body();
        dearer["rates"][1]["feeFixed"] = json!("2");
        put_rates(world, &dearer).await.expect(200);
        let next = payer.quote(world, json!({})).await.expect(201);
        assert_eq!(next["priceBreakdown"]["fee"], "2.50");
        assert_eq!(payer.app.get(world, &uri).await.expect(200), quote);
    });
}

#[test]
fn a_refused_quote_has_a_reason() {
    in_own_world(async |world| {
        put_rates(world, &rates_body()).await.expect(200);
        let (payer, other) = (Payer::new(world, "USD").await, Payer::new(world, "USD").await);
        for (pointer, more) in [
            ("/amount", json!({ "amount": "0" })),
            ("/amount", json!({ "amount": "1.001" })),
            ("/amount", json!({ "amount": "1.00" })),
            ("/amount", json!({ "amount": 100 })),
            ("/amount", json!({ "amount": "-1" })),
            ("/amount", json!({ "amount": "1e3" })),
            ("/currencyCode", json!({ "currencyCode": "EUR" })),
            ("/currencyCode", json!({ "currencyCode": "BRL" })),
            ("/side", json!({ "side": "MIDDLE" })),
            ("/customerId", json!({ "customerId": other.customer })),
            ("/customerId", json!({ "customerId": "cus_0000000000000000000000" })),
            ("/beneficiaryId", json!({ "beneficiaryId": other.beneficiary })),
            ("/beneficiaryId", json!({ "beneficiaryId": "ben_0000000000000000000000" })),
        ] {
            let reply = payer.quote(world, more.clone()).await;
            let errors = reply.expect_problem(422, "validation_failed")["errors"].clone();
            assert_eq!(errors[0]["pointer"], pointer, "{more}: {errors}");
        }
        let unknown = payer.quote(world, json!({ "customerId": "cus_0000000000000000000000" })).await;
        let foreign = payer.quote(world, json!({ "customerId": other.customer })).await;
        assert_eq!(unknown.text, foreign.text, "another organization's customer is like an unknown one");
    });
}

#[test]
fn an_invalid_rate_table_is_refused() {
    in_own_world(async |world| {
        let with = |name: &str, value: Value| {
            let mut body = rates_body();
            body["rates"][1][name] = value;
            body
        };
        for (pointer, body) in [
            ("/rates/1/rate", with("rate", json!("0"))),
            ("/rates/1/rate", with("rate", json!(1.5))),
            ("/rates/1/feePercent", with("feePercent", json!("100"))),
            ("/rates/1/feeFixed", with("feeFixed", json!("0.001"))),
            ("/rates/1/sourceCurrencyCode", with("sourceCurrencyCode", json!("EUR"))),
            ("/rates/1", with("targetCurrencyCode", json!("USD"))),
            ("/rates", json!({})),
        ] {
            put_rates(world, &body).await.expect_invalid(pointer);
        }
        let app = Application::alone(world).await;
        assert_eq!(app.get(world, "/api/v1/crypto/pairs").await.expect(200)["items"], json!([]), "nothing was stored");
        put_rates(world, &rates_body()).await.expect(200);
        let pairs = app.get(world, "/api/v1/crypto/pairs").await.expect(200);
        let pair = json!({ "id": "USDC-USD", "sourceCurrencyCode": "USDC", "targetCurrencyCode": "USD" });
        assert_eq!(pairs["items"], json!([pair]));
        put_rates(world, &json!({ "rates": [] })).await.expect(200);
        assert_eq!(app.get(world, "/api/v1/crypto/pairs").await.expect(200)["items"], json!([]));
    });
}

#[test]
fn currencies_assets_and_networks_are_listed() {
    in_world_with(Application::alone, async |world, app| {
        let list = async |uri: &str| app.get(world, uri).await.expect(200)["items"].as_array().unwrap().clone();
        let currencies = list("/api/v1/reference/currencies?limit=100").await;
        assert_eq!(currencies.len(), CurrencyCode::ALL.len());
        let find = |id: &str| currencies.iter().find(|currency| currency["id"] == id).unwrap().clone();
        assert_eq!(
            find("XOF"),
            json!({ "id": "XOF", "name": "West African CFA franc", "minorUnits": 0, "kind": "FIAT" })
        );
        assert_eq!(find("DAI")["minorUnits"], 18);
        let assets = list("/api/v1/crypto/assets").await;
        assert_eq!(assets.iter().map(|asset| asset["id"].clone()).collect::<Vec<_>>(), ["BTC", "DAI", "USDC", "USDT"]);
        assert_eq!(assets[3]["networks"], json!(["ETHEREUM", "POLYGON", "SOLANA", "TRON"]));
        let networks = list("/api/v1/crypto/networks").await;
        assert_eq!(networks[0], json!({ "id": "BITCOIN", "name": "Bitcoin", "assets": ["BTC"] }));
    });
}
