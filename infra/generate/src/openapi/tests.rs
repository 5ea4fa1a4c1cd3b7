//! Invariants of the document.

mod examples;
mod patterns;

use super::*;

fn all() -> Vec<&'static Entry> {
    contract::routes::all().collect()
}

fn parsed() -> Value {
    made(&all()).unwrap().document
}

#[test]
fn every_operation_is_described_once() {
    let document = parsed();
    let mut ids = Vec::new();
    for item in document["paths"].as_object().unwrap().values() {
        ids.extend(item.as_object().unwrap().values().map(|operation| operation["operationId"].clone()));
    }
    let count = ids.len();
    ids.sort_by_key(ToString::to_string);
    ids.dedup();
    assert_eq!(ids.len(), count);
    let expected: usize = all().iter().filter(|entry| is_described(entry)).map(|e| methods(e).len()).sum();
    assert_eq!(count, expected);
}

#[test]
fn every_reference_leads_somewhere() {
    let document = parsed();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn only_what_is_used_has_a_schema() {
    let document = parsed();
    let mut references = Vec::new();
    collect(&document, &mut references);
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(references.contains(&format!("#/components/schemas/{name}")), "{name}");
    }
}

fn collect(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            into.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect(member, into));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        _ => {}
    }
}

#[test]
fn what_a_caller_needs_is_in_an_operation() {
    let document = parsed();
    let create = &document["paths"]["/api/v1/customers"]["post"];
    assert_eq!(create["x-permission"], "CUSTOMERS_WRITE");
    assert_eq!(create["security"], json!([{ "apiKey": [], "signature": [] }]));
    assert_eq!(
        create["requestBody"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/NewCustomer"
    );
    assert!(create["responses"]["201"]["headers"]["ETag"].is_object());
    assert!(create["responses"]["201"]["headers"]["Idempotency-Replayed"].is_object());
    let names: Vec<_> = create["parameters"].as_array().unwrap().iter().map(|p| p["name"].clone()).collect();
    assert_eq!(names, ["Idempotency-Key"]);
    let list = &document["paths"]["/api/v1/customers"]["get"];
    let names: Vec<_> = list["parameters"].as_array().unwrap().iter().map(|p| p["name"].clone()).collect();
    assert!(["cursor", "limit", "status"].iter().all(|name| names.iter().any(|found| found == name)));
    assert!(list["responses"]["200"]["headers"]["ETag"].is_null());
    let organization = &document["paths"]["/admin/v1/organizations/{org}"]["patch"];
    assert!(organization["responses"]["200"]["headers"]["ETag"].is_object());
    assert!(organization["responses"]["412"].is_object());
    assert!(document["components"]["schemas"]["Organization"]["properties"]["revision"].is_null());
    let update = &document["paths"]["/api/v1/customers/{id}"]["patch"]["parameters"];
    assert_eq!((&update[0]["in"], &update[1]["name"]), (&json!("path"), &json!("If-Match")));
}

#[test]
fn an_upload_is_a_form_and_a_download_leads_elsewhere() {
    let document = parsed();
    let upload = &document["paths"]["/api/v1/documents"]["post"];
    let form = &upload["requestBody"]["content"]["multipart/form-data"];
    assert_eq!(form["schema"]["$ref"], "#/components/schemas/NewDocument");
    assert_eq!(form["encoding"]["file"]["contentType"], "application/pdf, image/png, image/jpeg");
    assert_eq!(upload["requestBody"]["content"].as_object().unwrap().len(), 1);
    for status in ["413", "415", "422", "503"] {
        assert!(upload["responses"][status].is_object(), "{status}");
    }
    let new = &document["components"]["schemas"]["NewDocument"];
    assert_eq!((&new["required"], &new["additionalProperties"]), (&json!(["file", "type"]), &json!(false)));
    let found = &document["paths"]["/api/v1/documents/{id}/content"]["get"]["responses"]["302"];
    assert!(found["headers"]["Location"].is_object() && found["content"].is_null());
    assert!(document["components"]["schemas"]["Redirect"].is_null());
}

#[test]
fn the_common_path_of_an_area() {
    assert_eq!(common_path(&["/a/b", "/a/b/{id}", "/a/c"]), "/a");
    assert_eq!(common_path(&["/a/b"]), "/a/b");
}
