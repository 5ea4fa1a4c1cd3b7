//! Every route without credentials, with wrong permissions, and with another organization's records.

mod addresses;
mod busy;
mod credentials;
mod cursors;
mod effects;
mod grants;
mod mutations;
mod records;

use contract::permission::Permission;
use contract::route::{Access, Idempotency, RouteSpec};
use contract::routes::DEFAULT_PATH;
use provision::DemoUser;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::support::paying::payment_body;
use crate::support::{
    Application, Call, Person, SigningKey, World, beneficiary_body, customer_body, pdf, put_file, quote_body,
    rates_body, ticket_body, upload, upload_body,
};

/// Valid call of a route.
struct Way {
    /// Variable segments of its path.
    names: Names,
    body: Option<Value>,
}

/// Record kind in a route's path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Names {
    Nothing,
    Customer,
    Beneficiary,
    Document,
    Upload,
    Ticket,
    Quote,
    Subject,
    Match,
    Payment,
    Application,
    ApiKey,
    Organization,
    Member,
}

/// Returns the valid call of each route. A new route needs a line here, or every test of the matrix fails.
fn way(id: &str) -> Way {
    let new_application = || Some(Application::body(&SigningKey::generate(), &[Permission::CryptoRead], json!({})));
    let review = || Some(json!({ "decision": "APPROVE", "note": "All is well." }));
    let signing_key = || Some(json!({ "publicKey": SigningKey::generate().public_pem() }));
    let (names, body) = match id {
        "customers-list" | "reference-countries" | "reference-industries" => (Names::Nothing, None),
        "reference-currencies" | "crypto-assets" | "crypto-networks" | "crypto-pairs" => (Names::Nothing, None),
        "quotes-create" => (Names::Nothing, Some(quote_body(json!({})))),
        "quotes-get" => (Names::Quote, None),
        // `request` adds the quote.
        "payments-create" => (Names::Nothing, Some(payment_body("", json!({})))),
        "payments-list" | "admin-payments-list" => (Names::Nothing, None),
        "payments-get" | "payments-cancel" | "payments-activity" => (Names::Payment, None),
        "payments-update" => (Names::Payment, Some(json!({ "purpose": "Goods of June" }))),
        "admin-payments-review" => (Names::Payment, review()),
        "admin-rates-put" => (Names::Nothing, Some(rates_body())),
        "customers-create" => (Names::Nothing, Some(customer_body(json!({ "draft": true })))),
        "customers-get" | "customers-submit" | "customers-activity" => (Names::Customer, None),
        "customers-update" => (Names::Customer, Some(json!({ "city": "Berlin" }))),
        "beneficiaries-list" => (Names::Customer, None),
        "beneficiaries-create" => (Names::Customer, Some(beneficiary_body(json!({})))),
        "beneficiaries-get" | "beneficiaries-activity" => (Names::Beneficiary, None),
        "beneficiaries-update" => (Names::Beneficiary, Some(json!({ "zipCode": "10115" }))),
        "screening-customer" => (Names::Customer, None),
        "screening-beneficiary" => (Names::Beneficiary, None),
        "admin-screening-list" => (Names::Nothing, None),
        "admin-screening-decide" => (Names::Match, Some(json!({ "decision": "CLEAR", "reason": "Another one." }))),
        "admin-screening-run" => (Names::Subject, None),
        // `request` adds the form.
        "documents-upload" | "documents-list" => (Names::Nothing, None),
        "documents-get" | "documents-download" | "documents-delete" => (Names::Document, None),
        "documents-upload-begin" => (Names::Nothing, Some(upload_body(&pdf("matrix"), "application/pdf"))),
        "documents-upload-confirm" => (Names::Upload, None),
        "support-list" => (Names::Nothing, None),
        "support-create" => (Names::Nothing, Some(ticket_body(json!({})))),
        "support-get" | "support-close" => (Names::Ticket, None),
        "support-reply" => (Names::Ticket, Some(json!({ "message": "Still so." }))),
        "admin-customers-list" | "admin-beneficiaries-list" | "admin-support-list" => (Names::Nothing, None),
        "admin-customers-get" => (Names::Customer, None),
        "admin-customers-review" => (Names::Customer, review()),
        "admin-beneficiaries-review" => (Names::Beneficiary, review()),
        "admin-support-reply" => (Names::Ticket, Some(json!({ "message": "We see." }))),
        "admin-support-get" | "admin-support-resolve" => (Names::Ticket, None),
        "signature-diagnose" | "health" | "console" | "reference-pages" | "not-found" => (Names::Nothing, None),
        "partner-me" | "partner-applications-list" | "partner-audit" => (Names::Nothing, None),
        "partner-public-key-inspect" => (Names::Nothing, signing_key()),
        "partner-applications-create" => (Names::Nothing, new_application()),
        "partner-applications-get" | "admin-applications-get" => (Names::Application, None),
        "partner-refusals" | "admin-refusals" => (Names::Application, None),
        "partner-applications-update" | "admin-applications-update" => {
            (Names::Application, Some(json!({ "permissions": Permission::ALL })))
        }
        "partner-applications-delete" | "admin-applications-delete" => (Names::Application, None),
        "partner-signing-key-replace" | "admin-signing-key-replace" => (Names::Application, signing_key()),
        "partner-api-keys-create" | "admin-api-keys-create" => (Names::Application, Some(json!({}))),
        "partner-api-keys-revoke" | "admin-api-keys-revoke" => (Names::ApiKey, None),
        "admin-organizations-list" | "admin-audit" => (Names::Nothing, None),
        "admin-organizations-create" => (Names::Nothing, Some(json!({ "name": "Another Partner" }))),
        "admin-organizations-get" | "admin-members-list" | "admin-applications-list" => (Names::Organization, None),
        "admin-organizations-update" => (Names::Organization, Some(json!({ "name": "Renamed" }))),
        "admin-applications-create" => (Names::Organization, new_application()),
        "admin-members-put" => (Names::Member, Some(json!({ "email": "ada@people.example" }))),
        "admin-members-delete" => (Names::Member, None),
        unknown => panic!("the route {unknown} is not in the matrix: add its valid call here"),
    };
    Way { names, body }
}

/// IDs in paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    pub(crate) organization: String,
    pub(crate) customer: String,
    pub(crate) beneficiary: String,
    pub(crate) document: String,
    pub(crate) upload: String,
    pub(crate) ticket: String,
    pub(crate) quote: String,
    /// Screened subject with a match.
    pub(crate) subject: String,
    pub(crate) found: String,
    pub(crate) payment: String,
    pub(crate) application: String,
    pub(crate) key: String,
    pub(crate) user: String,
}

impl Ids {
    /// Returns the IDs of an application.
    pub(crate) fn of(app: &Application) -> Self {
        Self {
            organization: app.organization.clone(),
            application: app.id.clone(),
            key: app.key_id(),
            ..Self::default()
        }
    }

    /// Returns the ID that `{id}` stands for.
    fn of_kind(&mut self, kind: Names) -> &mut String {
        match kind {
            Names::Customer => &mut self.customer,
            Names::Beneficiary => &mut self.beneficiary,
            Names::Document => &mut self.document,
            Names::Upload => &mut self.upload,
            Names::Ticket => &mut self.ticket,
            Names::Quote => &mut self.quote,
            Names::Payment => &mut self.payment,
            _ => &mut self.application,
        }
    }
}

/// Returns a request to `spec` with `ids`, without credentials.
pub(crate) fn request(spec: &RouteSpec, ids: &Ids) -> Call {
    let way = way(spec.id());
    let segment = |part: &str| match part {
        "{org}" => ids.organization.clone(),
        "{keyId}" => ids.key.clone(),
        "{userId}" => ids.user.clone(),
        "{customerId}" => ids.customer.clone(),
        "{subjectId}" => ids.subject.clone(),
        "{matchId}" => ids.found.clone(),
        "{id}" => ids.clone().of_kind(way.names).clone(),
        part => part.to_owned(),
    };
    let path = if spec.path() == DEFAULT_PATH { "/nowhere" } else { spec.path() };
    let path = path.split('/').map(segment).collect::<Vec<_>>().join("/");
    let call = Call::new(spec.method().map_or("POST", contract::route::Method::name), &path);
    let call =
        if spec.idempotency() == Idempotency::Required { call.header("idempotency-key", "matrix") } else { call };
    match way.body {
        Some(mut body) => {
            // IDs in the body.
            for (name, id) in
                [("customerId", &ids.customer), ("beneficiaryId", &ids.beneficiary), ("quoteId", &ids.quote)]
            {
                if body.get(name).is_some() {
                    body[name] = json!(id);
                }
            }
            call.json(&body)
        }
        None if spec.id() == "documents-upload" => {
            upload(&[(r#"name="file""#, &pdf("matrix")), (r#"name="type""#, b"OTHER")])
        }
        None => call,
    }
}

/// Returns the routes.
fn routes() -> impl Iterator<Item = &'static RouteSpec> {
    contract::routes::all().map(|entry| entry.spec)
}

/// Partner with an application, a person, and one record of each kind.
struct Partner {
    person: Person,
    app: Application,
    ids: Ids,
}

impl Partner {
    async fn new(world: &World) -> Self {
        let person = Person::partner(world).await;
        let app = Application::create_by(world, &person.token, &Permission::ALL, json!({})).await;
        let id = |record: Value| record["id"].as_str().unwrap().to_owned();
        let customer = id(app.create_customer(world, json!({ "draft": true })).await);
        let beneficiary = id(app.create_beneficiary(world, &customer, json!({})).await);
        let document = id(app.upload(world, &pdf("matrix")).await);
        let upload = upload_body(&pdf("matrix"), "application/pdf");
        let upload = app.send(world, "POST", "/api/v1/document-uploads", &upload).await.expect(201);
        assert_eq!(put_file(&upload, &pdf("matrix")).await.0, 200);
        let upload = id(upload);
        let ticket = id(app.create_ticket(world, json!({})).await);
        world.put_rates().await;
        // Parties other than the draft, which cannot pay.
        let parties = app.create_payable(world, "USD").await;
        let payment = id(app.create_payment(world, &parties, json!({})).await);
        let quote = app.create_quote(world, &parties).await;
        let listed = id(app.create_beneficiary(world, &customer, json!({ "companyName": "Obsidian Crescent" })).await);
        let screening = format!("/api/v1/customers/{customer}/beneficiaries/{listed}/screening");
        let screening = app.get(world, &screening).await.expect(200);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (subject, found) = (text(&screening["subjectId"]), text(&screening["openMatches"][0]["matchId"]));
        let user = person.user.clone();
        let ids = Ids {
            customer,
            beneficiary,
            document,
            upload,
            ticket,
            quote,
            payment,
            subject,
            found,
            user,
            ..Ids::of(&app)
        };
        Self { person, app, ids }
    }

    /// Brings the records into the status that a route needs.
    async fn make_ready(&self, world: &World, spec: &RouteSpec) {
        match spec.id() {
            "admin-customers-review" => {
                let uri = format!("/api/v1/customers/{}/submit", self.ids.customer);
                self.app.call(world, Call::post(&uri)).await.expect(200);
            }
            "beneficiaries-update" => {
                let Ids { organization, customer, beneficiary, .. } = &self.ids;
                let uri =
                    format!("/admin/v1/organizations/{organization}/customers/{customer}/beneficiaries/{beneficiary}");
                world.review(&uri, "REQUEST_CORRECTION").await.expect(200);
            }
            "payments-update" => {
                let uri = format!("/admin/v1/organizations/{}/payments/{}", self.ids.organization, self.ids.payment);
                world.review(&uri, "REQUEST_CORRECTION").await.expect(200);
            }
            _ => {}
        }
    }

    /// Adds the credentials that the route needs.
    fn authorize(&self, world: &World, spec: &RouteSpec, call: Call) -> Call {
        match spec.access() {
            Access::Permission(_) | Access::AnyApplication => self.app.sign(world, call),
            Access::PartnerUser | Access::ConsoleUser => call.bearer(&self.person.token),
            Access::NuveraAdmin => call.bearer(&world.token(DemoUser::Admin)),
            Access::Public => call,
        }
    }
}

/// Returns two partners, shared by tests that do not change them.
async fn partners(world: &World) -> &'static (Partner, Partner) {
    static PARTNERS: OnceCell<(Partner, Partner)> = OnceCell::const_new();
    PARTNERS.get_or_init(|| async { (Partner::new(world).await, Partner::new(world).await) }).await
}
