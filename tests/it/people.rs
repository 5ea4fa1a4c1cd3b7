//! `/partner/v1`: who may sign in, what they see, and what is written down of it.

mod applications;
mod sign_in;
mod written;

use contract::route::Access;

use crate::support::{Application, Call, SigningKey};

const APPLICATIONS: &str = "/partner/v1/api-applications";

/// A right request to every route of partner users. Of those with an id: that of `application`.
fn every_route(application: &Application) -> Vec<Call> {
    contract::routes::all()
        .filter(|entry| entry.spec.access() == Access::PartnerUser)
        .map(|entry| {
            let path = entry.spec.path().replace("{id}", &application.id);
            let call = Call::new(entry.spec.method().unwrap().name(), &path);
            let body = matches!(call.method.as_str(), "POST" | "PUT" | "PATCH");
            if body { call.json(&Application::body(&SigningKey::generate(), &[], serde_json::json!({}))) } else { call }
        })
        .collect()
}
