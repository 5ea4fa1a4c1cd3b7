//! Names of applications and organizations: schema and parser accept the same ones.

use contract::name::Name;

use super::*;

#[test]
fn the_schema_of_names_takes_what_the_parser_takes() {
    let document = parsed();
    let schemas = ["NewApplication", "ApplicationPatch", "NewOrganization", "OrganizationPatch"]
        .map(|body| &document["components"]["schemas"][body]["properties"]["name"]);
    let shapes = schemas.map(|schema| ["type", "minLength", "maxLength", "pattern"].map(|member| &schema[member]));
    assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{shapes:?}");
    let validator = jsonschema::draft202012::options().build(schemas[0]).unwrap();
    // The pattern omits Unicode properties: languages differ in their syntax or lack them.
    let parsed = |text: &str| {
        let parsed = text.parse::<Name>().is_ok();
        assert!(!parsed || validator.is_valid(&text.into()), "{text:?}");
        parsed
    };
    let taken = ('\0'..='\u{ffff}').filter(|c| parsed(&format!("a{c}"))).count();
    assert!(taken > 50_000, "{taken}");
    for text in ["a b", "a  b", " a", "a\u{a0}b", "می\u{200c}خواهم", &"ä".repeat(100)] {
        assert!(parsed(text), "{text:?}");
    }
    for text in ["", "a\nb", "a\tb", "\u{85}", "a\u{2028}", &"ä".repeat(101)] {
        assert!(!parsed(text) && !validator.is_valid(&text.into()), "{text:?}");
    }
}
