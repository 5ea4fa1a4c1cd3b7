//! Found and not found names.

use super::{company, list, person};
use crate::{Kind, SearchSubject, WatchList, WatchListError};

fn listed() -> WatchList {
    list(&[
        [
            "p1", "Person", "Viktor Draganov Zelinsky", "Виктор Зелинский", "1961-04-17", "rs;xk", "PX-4410972",
            "Register",
        ],
        ["p2", "Person", "Amina Qadirova", "", "1978", "kz", "", "Register"],
        ["p3", "Person", "Luz Marisol Quintero", "", "1985-12-24", "co", "", "Register"],
        ["c1", "Company", "Blackwater Quay Shipping Ltd", "BQ Shipping", "", "cy", "CY-HE-774411", "Register"],
        ["c2", "Company", "Al Murjan Exchange", "", "", "ae", "", ""],
        ["v1", "Vessel", "Grey Albatross", "", "", "pa", "", "Register"],
        ["l1", "LegalEntity", "Zhao Wenqiang", "赵文强", "1972", "cn", "", "Register"],
    ])
}

fn found(asked: &SearchSubject) -> Vec<(String, String)> {
    let list = listed();
    list.search(asked).iter().map(|hit| (hit.entry.id.clone(), crate::written(hit.score))).collect()
}

fn one(id: &str, score: &str) -> Vec<(String, String)> {
    vec![(id.to_owned(), score.to_owned())]
}

#[test]
fn a_person_is_found_in_any_spelling() {
    for (name, score) in [
        ("Viktor Draganov Zelinsky", "1.00"),
        ("ZELINSKY, Viktor Draganov", "1.00"),
        ("Viktor Zelinsky", "0.99"),
        ("Виктор Зелинский", "1.00"),
        ("Victor Zelinski", "0.98"),
    ] {
        assert_eq!(found(&person(name, "1961-04-17", "RS")), one("p1", score), "{name}");
    }
    assert_eq!(found(&person("Luz Quintero", "1985-12-24", "CO")), one("p3", "0.99"), "without a middle name");
    assert_eq!(found(&person("Zhao Wenqiang", "1972-03-01", "CN")), one("l1", "1.00"));
    assert_eq!(found(&person("Wenqiang Zhao", "1972-03-01", "CN")), one("l1", "1.00"));
}

#[test]
fn another_persons_name_is_not_found() {
    for name in ["Viktor Petrov", "Zelinsky", "Viktor", "Ada Lovelace", "Boris Zelinsky", "Amina Hassan"] {
        assert_eq!(found(&person(name, "1961-04-17", "RS")), [], "{name}");
    }
}

#[test]
fn contradictions_lower_the_score_and_never_clear() {
    let name = "Viktor Draganov Zelinsky";
    assert_eq!(found(&person(name, "1961-04-17", "BR")), one("p1", "0.95"));
    assert_eq!(found(&person(name, "1990-01-01", "RS")), one("p1", "0.90"));
    assert_eq!(found(&person(name, "1990-01-01", "BR")), one("p1", "0.88"), "no lower than the threshold");
    for near in ["Viktor Zelinsky", "Wiktor Zelinski", "Zelinskij, V.", "ViktorZelinsky"] {
        let lowered = found(&person(near, "1990-01-01", "BR"));
        assert_eq!(lowered, one("p1", "0.88"), "{near}");
    }
    // Of some, only the year is known.
    assert_eq!(found(&person("Amina Qadirova", "1978-06-30", "KZ")), one("p2", "1.00"));
    assert_eq!(found(&person("Amina Qadirova", "1979-06-30", "KZ")), one("p2", "0.90"));
}

#[test]
fn companies_are_found_without_their_form_and_however_words_are_split() {
    for name in ["Blackwater Quay Shipping", "BLACKWATER QUAY SHIPPING L.L.C.", "Black Water Quay Shipping GmbH"] {
        assert_eq!(found(&company(name, "CY")).first().map(|hit| hit.0.as_str()), Some("c1"), "{name}");
    }
    assert_eq!(found(&company("Almurjan Exchange", "AE")).first().map(|hit| hit.0.as_str()), Some("c2"));
    for name in ["Blackwater", "Quay Shipping Brokers of Lisbon", "Exchange", "Blackwood Quality Shipping"] {
        assert_eq!(found(&company(name, "CY")), [], "{name}");
    }
}

#[test]
fn another_kind_lowers_and_never_clears() {
    assert_eq!(
        found(&company("Viktor Draganov Zelinsky", "RS")),
        one("p1", "0.95"),
        "a company called after its owner"
    );
    assert_eq!(found(&person("Blackwater Quay", "1961-04-17", "CY")), one("c1", "0.94"), "a company for a shareholder");
    for (name, score) in [("Grey Albatross", "0.95"), ("Grey Albatross Shipping Co", "0.95"), ("GreyAlbatross", "0.95")]
    {
        assert_eq!(found(&company(name, "PA")), one("v1", score), "a company called after a ship: {name}");
    }
    assert_eq!(found(&person("Grey Albatross", "1961-04-17", "PA")), one("v1", "0.95"));
    for name in ["Albatross Shipping", "Grey Shipping", "Grey Albatross Montgomery", "Grey Alabaster Shipping"] {
        assert_eq!(found(&company(name, "PA")), [], "a ship's name is found whole: {name}");
    }
    let either = |name: &str| SearchSubject { kind: Kind::Any, ..company(name, "RS") };
    assert_eq!(found(&either("Viktor Draganov Zelinsky")), one("p1", "1.00"));
    assert_eq!(found(&either("BQ Shipping")).len(), 1);
    assert_eq!(found(&either("Grey Albatross")), one("v1", "0.90"), "neither lives in Panama");
}

#[test]
fn the_same_identifier_raises_the_score_if_a_word_is_shared() {
    let with = |name: &str, number: &str| SearchSubject {
        identifiers: vec![number.to_owned()],
        ..person(name, "1999-01-01", "BR")
    };
    assert_eq!(found(&with("Boris Zelinsky", "px4410972")), one("p1", "0.95"));
    assert_eq!(found(&with("Boris Zelinsky", "px4410973")), []);
    assert_eq!(found(&with("Ada Lovelace", "px4410972")), [], "numbers of different countries can be alike");
}

#[test]
fn a_malformed_list_is_refused() {
    let read = |text: &str| WatchList::read(text.as_bytes()).unwrap_err().to_string();
    assert!(read("").contains("\"id\""), "{}", read(""));
    assert!(read("id,schema\n1,Person").contains("\"name\""));
    assert!(matches!(WatchList::read(b"id,schema,name\n"), Err(WatchListError::Empty)));
    assert!(matches!(WatchList::read(b"id,schema,name\n1,Person\n"), Err(WatchListError::Row(2, _))));
    assert!(matches!(WatchList::read(b"id,schema,name\n1,Person,\xff\n"), Err(WatchListError::Row(2, _))));
    // More columns than necessary, in any order, with no others required.
    assert!(WatchList::read(b"name,x,schema,id\nA,,Person,1\n").is_ok());
}
