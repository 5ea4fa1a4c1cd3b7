//! The names of applications and organizations: schema and parser judge alike.

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
    let alike = |text: &str| {
        let parsed = text.parse::<Name>().is_ok();
        assert_eq!(validator.is_valid(&text.into()), parsed, "{text:?}");
        parsed
    };
    // Each character of the basic plane and some beyond, alone and beside others.
    let mut taken = 0;
    for c in ('\0'..=char::MAX).filter(|c| *c < '\u{10000}' || u32::from(*c) % 257 == 0) {
        taken += u32::from(alike(&c.to_string()));
    }
    assert!(taken > 60_000, "{taken}");
    for c in ('\0'..='\u{ffff}').filter(|c| !('\u{3400}'..='\u{f8ff}').contains(c)) {
        alike(&format!("a{c}"));
        alike(&format!("a {c}b"));
    }
    for text in ["", " ", "a b c", "a  b", "a b ", " a b", "a\n", "a\u{200d} b", &"ä".repeat(100), &"ä".repeat(101)] {
        alike(text);
    }
}
