//! Every route of the list, without credentials, with each wrong permission, with another organization's record.

mod addresses;
mod credentials;
mod records;

use contract::permission::Permission;
use contract::route::{Access, RouteSpec};
use contract::routes::DEFAULT_PATH;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::support::{Application, Call, Person, SigningKey, World, customer_body};

/// The record that the path of a route names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Record {
    Customer,
    Application,
}

/// How a route is called rightly.
struct Way {
    record: Option<Record>,
    body: Option<Value>,
}

/// How each route is called. A new route needs its line here; without one every test of the matrix fails.
fn way(id: &str) -> Way {
    let (record, body) = match id {
        "customers-list" | "reference-countries" | "reference-industries" => (None, None),
        "customers-create" => (None, Some(customer_body(json!({ "draft": true })))),
        "customers-get" | "customers-submit" | "customers-activity" => (Some(Record::Customer), None),
        "customers-update" => (Some(Record::Customer), Some(json!({ "city": "Berlin" }))),
        "signature-diagnose" => (None, None),
        "health" | "not-found" => (None, None),
        "partner-me" | "partner-applications-list" => (None, None),
        "partner-applications-create" => {
            (None, Some(Application::body(&SigningKey::generate(), &[Permission::CryptoRead], json!({}))))
        }
        "partner-applications-get" => (Some(Record::Application), None),
        unknown => panic!("the route {unknown} is not in the matrix: say here how it is called"),
    };
    Way { record, body }
}

/// A request to `spec` without credentials; `record` is put where its path names one.
fn request(spec: &RouteSpec, record: &str) -> Call {
    let segment = |part: &str| if part.starts_with('{') { record.to_owned() } else { part.to_owned() };
    let path = if spec.path() == DEFAULT_PATH { "/nowhere" } else { spec.path() };
    let path = path.split('/').map(segment).collect::<Vec<_>>().join("/");
    let call = Call::new(spec.method().map_or("POST", contract::route::Method::name), &path);
    match way(spec.id()).body {
        Some(body) => call.json(&body),
        None => call,
    }
}

/// The routes, each with how it is called.
fn routes() -> impl Iterator<Item = (&'static RouteSpec, Way)> {
    contract::routes::all().map(|entry| (entry.spec, way(entry.spec.id())))
}

fn is_of_applications(spec: &RouteSpec) -> bool {
    matches!(spec.access(), Access::Permission(_) | Access::AnyApplication)
}

/// A partner with an application, a person, and one of each record.
struct Partner {
    person: Person,
    app: Application,
    customer: String,
}

impl Partner {
    async fn new(world: &World) -> Self {
        let person = Person::partner(world).await;
        let app = Application::create_by(world, &person.token, &Permission::ALL, json!({})).await;
        let customer = app.create_customer(world, json!({ "draft": true })).await;
        Self { customer: customer["id"].as_str().unwrap().to_owned(), person, app }
    }

    /// The id of its record of that kind, or nothing for a route without.
    fn record(&self, record: Option<Record>) -> &str {
        match record {
            Some(Record::Customer) => &self.customer,
            Some(Record::Application) => &self.app.id,
            None => "",
        }
    }

    /// The request with the credentials that its route asks for.
    fn authorize(&self, world: &World, spec: &RouteSpec, call: Call) -> Call {
        match spec.access() {
            Access::Permission(_) | Access::AnyApplication => self.app.sign(world, call),
            Access::PartnerUser => call.bearer(&self.person.token),
            Access::NuveraAdmin => call.bearer(&world.token(xtask::provision::DemoUser::Admin)),
            Access::Public => call,
        }
    }
}

/// Two partners, for all tests of the matrix that change nothing of them.
async fn partners(world: &World) -> &'static (Partner, Partner) {
    static PARTNERS: OnceCell<(Partner, Partner)> = OnceCell::const_new();
    PARTNERS.get_or_init(|| async { (Partner::new(world).await, Partner::new(world).await) }).await
}
