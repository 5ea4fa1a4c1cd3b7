//! Spellings that hide a listed name. Each is found and held over the API.

use serde_json::{Value, json};

use super::{approve, person, subjects};
use crate::support::{Application, World, customer_body, in_world_with};

/// Names of `demo-0001`, Viktor Draganov Zelinsky, as given name and family name.
const PERSONS: [(&str, &str, &str); 18] = [
    ("as it is", "Viktor Draganov", "Zelinsky"),
    ("family name first", "Zelinsky", "Viktor"),
    ("parted elsewhere", "Vikto", "rZelinsky"),
    ("split", "Vik tor", "Zelin sky"),
    ("with a title", "Sheikh Dr. Viktor", "Zelinsky"),
    ("with a legal form", "Viktor", "Zelinsky S.A."),
    ("with words added", "Viktor Draganov", "Zelinsky Consulting Worldwide"),
    ("within a longer name", "Peter Paul Viktor", "Draganov Zelinsky"),
    ("with a name added", "Viktor", "Zelinsky Montgomery"),
    ("with an initial", "V.", "Zelinsky"),
    ("in full width", "Ｖｉｋｔｏｒ", "Ｚｅｌｉｎｓｋｙ"),
    ("in Cyrillic", "Виктор", "Зелинский"),
    ("in Arabic", "فيكتور", "زيلينسكي"),
    ("letters of two alphabets", "Vіktоr", "Zеlіnѕkу"),
    ("digits for letters", "V1kt0r", "Zel1nsky"),
    ("in another romanisation", "Wiktor", "Zelinskij"),
    ("misspelt", "Viktor", "Zelinksy"),
    ("accents", "Víktör", "Żelinšký"),
];

/// Invisible characters. Either they are refused in a name, or the name is found.
const HIDDEN: [(&str, &str); 6] = [
    ("zero-width", "Vik\u{200B}tor"),
    ("bidirectional controls", "\u{202E}Viktor\u{202C}"),
    ("byte order mark", "Vik\u{FEFF}tor"),
    ("tags", "Viktor\u{E0041}"),
    ("variation selectors", "Vi\u{FE0F}ktor"),
    ("soft hyphen", "Vik\u{AD}tor"),
];

/// Names of `demo-0003`, Blackwater Quay Shipping Ltd.
const COMPANIES: [(&str, &str); 9] = [
    ("another form", "Blackwater Quay Shipping S.A. de C.V."),
    ("form in front", "ООО Blackwater Quay Shipping"),
    ("form spelt out", "Limited Liability Company Blackwater Quay Shipping"),
    ("form joined", "BlackwaterQuayShippingAG"),
    ("joined", "BlackwaterQuayShipping"),
    ("split", "Black Water Quay Shipping"),
    ("in any order", "Shipping Quay Blackwater"),
    ("within a longer name", "The New Blackwater Quay Shipping Company of Lisbon"),
    ("in Cyrillic", "Блэкуотер Куай Шиппинг"),
];

fn is_held(record: &Value, how: &str) {
    assert_eq!(record["screening"]["paymentHold"], true, "{how}: {}", record["screening"]);
    assert!(record["screening"]["openMatchCount"].as_u64().unwrap() > 0, "{how}");
}

/// Returns a subject's first open match: entity, score and feature keys.
fn first_match(subject: &Value) -> (&str, f64, Vec<&str>) {
    let found = &subject["openMatches"][0];
    let keys = found["features"].as_array().unwrap().iter().map(|feature| feature["key"].as_str().unwrap());
    (found["osEntityId"].as_str().unwrap(), found["score"].as_str().unwrap().parse().unwrap(), keys.collect())
}

#[test]
fn a_listed_person_is_held_in_every_spelling() {
    in_world_with(Application::alone, async |world, app| {
        for (how, first, last) in PERSONS {
            let customer = app.create_customer(world, json!({ "persons": [person(first, last, "1990-01-01")] })).await;
            is_held(&customer, how);
            let found = subjects(world, &app, &customer).await;
            assert_eq!(first_match(&found[1]).0, "demo-0001", "{how}");
        }
        for (how, first) in HIDDEN {
            let body = customer_body(json!({ "persons": [person(first, "Zelinsky", "1990-01-01")] }));
            let reply = app.send(world, "POST", "/api/v1/customers", &body).await;
            if reply.status != 422 {
                is_held(&reply.expect(201), how);
            }
        }
    });
}

#[test]
fn a_listed_company_is_held_in_every_spelling() {
    in_world_with(Application::alone, async |world, app| {
        for (how, name) in COMPANIES {
            is_held(&app.create_customer(world, json!({ "companyName": name })).await, how);
        }
        for trading in ["Ada Goods, Blackwater Quay Shipping", "Ada / BlackwaterQuay", "Black;water Quay Shipping"] {
            is_held(&app.create_customer(world, json!({ "tradingNames": trading })).await, trading);
        }
        is_held(
            &app.create_customer(world, json!({ "companyName": "Viktor Zelinsky Trading" })).await,
            "a sole trader",
        );
    });
}

#[test]
fn a_listed_contact_is_held_and_shown_as_a_person() {
    in_world_with(Application::alone, async |world, app| {
        let contact = json!({ "primaryContactFirstName": "Viktor", "primaryContactLastName": "Zelinsky" });
        let customer = app.create_customer(world, contact).await;
        is_held(&customer, "contact");
        let found = subjects(world, &app, &customer).await;
        assert_eq!(
            (&found[2]["subjectType"], &found[2]["displayName"]),
            (&json!("CUSTOMER_PERSON"), &json!("Viktor Zelinsky"))
        );
        assert_eq!(first_match(&found[2]).0, "demo-0001");
        // A contact who is also a person is compared once, with all known details.
        let same = json!({ "primaryContactFirstName": "Ada", "primaryContactLastName": "Lovelace" });
        let customer = app.create_customer(world, same).await;
        assert_eq!(subjects(world, &app, &customer).await.len(), 2);
        assert_eq!(customer["screening"]["paymentHold"], false);
    });
}

#[test]
fn a_beneficiary_is_held_for_its_name_and_its_banks() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({})).await;
        let id = customer["id"].as_str().unwrap();
        for (key, more) in [
            ("name", json!({ "companyName": "Zelinsky, Viktor Draganov" })),
            ("name", json!({ "companyName": "BlackwaterQuay Shipping LLC" })),
            ("bankName", json!({ "bankName": "Obsidian Crescent Trading Bank" })),
            ("intermediaryBank", json!({ "intermediaryBank": "OBSIDIAN CRESCENT, Dubai" })),
        ] {
            let record = app.create_beneficiary(world, id, more.clone()).await;
            is_held(&record, &more.to_string());
            let uri = format!("/api/v1/customers/{id}/beneficiaries/{}/screening", record["id"].as_str().unwrap());
            let subject = app.get(world, &uri).await.expect(200);
            assert_eq!(first_match(&subject).2[0], key, "{more}");
            let compared = subject["query"]["properties"].as_array().unwrap();
            assert!(compared.iter().any(|property| property["key"] == key), "{more}: {compared:?}");
        }
        let banks = json!({ "bankName": "Deutsche Bank AG", "intermediaryBank": "Citibank N.A., CITIUS33" });
        assert_eq!(app.create_beneficiary(world, id, banks).await["screening"]["paymentHold"], false);
    });
}

#[test]
fn contradictions_lower_the_score_but_clear_nobody() {
    in_world_with(Application::alone, async |world, app| {
        let score = async |world: &World, born: &str, nationality: &str| {
            let mut listed = person("Viktor", "Zelinsky", born);
            listed["nationality"] = json!(nationality);
            let customer = app.create_customer(world, json!({ "persons": [listed] })).await;
            is_held(&customer, "with other facts");
            let refused = approve(world, &app, customer["id"].as_str().unwrap()).await;
            refused.expect_problem(409, "state_conflict");
            first_match(&subjects(world, &app, &customer).await[1]).1
        };
        let same = score(world, "1961-04-17", "RS").await;
        let (born, country) = (score(world, "1990-01-01", "RS").await, score(world, "1961-04-17", "BR").await);
        let both = score(world, "1990-01-01", "BR").await;
        assert!(same > country && country > born && born > both && both >= 0.88, "{same} {country} {born} {both}");
    });
}
