//! Manager of one application, over the routes of partner users or admins, which answer alike.

use contract::member::Role;
use contract::permission::Permission;
use contract::route::RouteSpec;
use contract::table::Table;
use serde_json::{Value, json};

use super::APPLICATIONS;
use crate::security::matrix::{Ids, request};
use crate::support::aws::Item;
use crate::support::people::token;
use crate::support::{Application, Call, Person, Reply, SigningKey, Token, World, answer};

/// URI for testing credentials. Its handler makes no AWS call.
pub(super) const READ: &str = "/api/v1/reference/industries";
pub(super) const READ_ID: &str = "reference-industries";

/// Manager of an application.
pub(super) struct Hand<'a> {
    pub(super) world: &'a World,
    pub(super) user: String,
    pub(super) organization: String,
    /// URI of the applications.
    pub(super) applications: String,
    /// URI of the application.
    pub(super) uri: String,
}

impl<'a> Hand<'a> {
    /// Creates an application with every permission in a new organization. Returns its owner.
    pub(super) async fn owner(world: &'a World) -> (Self, Application) {
        Self::owner_of(world, json!({})).await
    }

    /// Like [`Self::owner`], with the members of `more` added to the body.
    pub(super) async fn owner_of(world: &'a World, more: Value) -> (Self, Application) {
        let person = Person::partner(world).await;
        let app = Application::create_by(world, &token(world, &person.user), &Permission::ALL, more).await;
        (Self::partner(world, &person, &app.id), app)
    }

    /// Returns a partner user as the application's manager.
    pub(super) fn partner(world: &'a World, person: &Person, id: &str) -> Self {
        Self {
            world,
            user: person.user.clone(),
            organization: person.organization().to_owned(),
            applications: APPLICATIONS.to_owned(),
            uri: format!("{APPLICATIONS}/{id}"),
        }
    }

    /// Returns a new admin as the application's manager.
    pub(super) async fn admin(world: &'a World, organization: &str, id: &str) -> Self {
        let person = Person::member(world, Role::NuveraAdmin, None).await;
        let applications = format!("/admin/v1/organizations/{organization}/api-applications");
        Self {
            world,
            user: person.user,
            organization: organization.to_owned(),
            uri: format!("{applications}/{id}"),
            applications,
        }
    }

    /// Returns the same person as the manager of another application of the organization.
    pub(super) fn with(&self, id: &str) -> Self {
        Self {
            world: self.world,
            user: self.user.clone(),
            organization: self.organization.clone(),
            applications: self.applications.clone(),
            uri: format!("{}/{id}", self.applications),
        }
    }

    /// Sends a request as this person.
    pub(super) async fn send(&self, call: Call) -> Reply {
        self.world.send(&call.bearer(&token(self.world, &self.user))).await
    }

    /// Creates another application.
    pub(super) async fn create(&self, key: &SigningKey, more: Value) -> Reply {
        let body = Application::body(key, &Permission::ALL, more);
        self.send(Call::post(&self.applications).json(&body)).await
    }

    /// Reads the application.
    pub(super) async fn get(&self) -> Value {
        self.send(Call::get(&self.uri)).await.expect(200)
    }

    /// Returns the application's `ETag`.
    pub(super) async fn etag(&self) -> String {
        self.send(Call::get(&self.uri)).await.header("etag").unwrap().to_owned()
    }

    pub(super) fn patching(&self, body: &Value) -> Call {
        Call::patch(&self.uri).json(body)
    }

    pub(super) async fn patch(&self, body: Value) -> Reply {
        self.send(self.patching(&body)).await
    }

    pub(super) fn deleting(&self) -> Call {
        Call::delete(&self.uri)
    }

    pub(super) fn rotating(&self, body: &Value) -> Call {
        Call::post(&format!("{}/api-keys", self.uri)).json(body)
    }

    /// Creates an API key.
    pub(super) async fn rotate(&self, body: Value) -> Reply {
        self.send(self.rotating(&body)).await
    }

    pub(super) fn revoking(&self, key: &str) -> Call {
        Call::post(&format!("{}/api-keys/{key}/revoke", self.uri))
    }

    pub(super) async fn revoke(&self, key: &str) -> Reply {
        self.send(self.revoking(key)).await
    }

    pub(super) fn replacing(&self, body: &Value) -> Call {
        Call::put(&format!("{}/signing-key", self.uri)).json(body)
    }

    /// Replaces the signing key, with or without a grace window.
    pub(super) async fn replace(&self, key: &SigningKey, grace: Option<u32>) -> Reply {
        let mut body = json!({ "publicKey": key.public_pem() });
        if let Some(grace) = grace {
            body["graceSeconds"] = json!(grace);
        }
        self.send(self.replacing(&body)).await
    }

    /// Returns the organization's audit items, newest last.
    pub(super) async fn history(&self) -> Vec<Item> {
        self.world.aws.partition(Table::Audit, &format!("ORG#{}", self.organization)).await
    }

    /// Returns the actions after the first `since` audit entries, by time, those of one request by name.
    pub(super) async fn actions(&self, since: usize) -> Vec<String> {
        let text = |item: &Item, name: &str| item[name].as_s().unwrap().clone();
        let history = self.history().await;
        let mut entries: Vec<_> =
            history.iter().skip(since).map(|item| (text(item, "at"), text(item, "action"))).collect();
        entries.sort();
        entries.into_iter().map(|(_, action)| action).collect()
    }
}

/// Returns all items of a partner, to assert that nothing changed.
pub(super) async fn stored(world: &World, ids: &Ids) -> Vec<Vec<Item>> {
    let partition = format!("ORG#{}", ids.organization);
    vec![
        vec![world.aws.application(&ids.application).await],
        world.aws.partition(Table::Access, &partition).await,
        world.aws.partition(Table::Audit, &partition).await,
    ]
}

/// Returns a request to a route. Kinds of records missing in `ids` get unknown IDs.
pub(super) fn request_to(spec: &RouteSpec, ids: &Ids) -> Call {
    let call = request(spec, ids);
    let parts = call.uri.split('/').enumerate();
    let uri = parts.map(|(place, part)| if place > 0 && part.is_empty() { "x" } else { part }).collect::<Vec<_>>();
    Call { uri: uri.join("/"), ..call }
}

/// Returns true for routes of applications, organizations, members and history.
pub(super) fn is_of_credentials(spec: &RouteSpec) -> bool {
    let ends = ["/me", "/audit", "/organizations", "/organizations/{org}", "/members", "/members/{userId}"];
    spec.path().contains("/api-applications") || ends.iter().any(|end| spec.path().ends_with(end))
}

/// Returns the status of each API key, oldest first.
pub(super) fn statuses(application: &Value) -> Vec<&str> {
    application["apiKeys"].as_array().unwrap().iter().map(|key| key["status"].as_str().unwrap()).collect()
}

/// Returns the seconds between two times of an answer.
pub(super) fn seconds(from: &Value, to: &Value) -> i64 {
    let read = |time: &Value| time.as_str().unwrap().parse::<contract::time::Timestamp>().unwrap().millis();
    assert_eq!((read(to) - read(from)) % 1000, 0);
    (read(to) - read(from)) / 1000
}

/// Returns the JSON pointers of a problem's errors.
pub(super) fn pointers(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect()
}

/// Returns a signed request with these credentials; `kid` names the signing key.
pub(super) fn signed(world: &World, api_key: &str, key: &SigningKey, kid: Option<&str>) -> Call {
    let mut token = Token::new(api_key, "GET", READ, &[], world.now().seconds());
    if let Some(kid) = kid {
        token = token.header(&json!({ "alg": "RS256", "typ": "JWT", "kid": kid }));
    }
    Call::get(READ).header("x-api-key", api_key).bearer(&token.sign(key))
}

/// Sends a request with these credentials to a warm and a cold function. Returns status and problem code; 200 without a
/// code.
pub(super) async fn judgment(world: &World, api_key: &str, key: &SigningKey) -> (u16, String) {
    judgment_with(world, api_key, key, None).await
}

/// Like [`judgment`], with a token that names the signing key.
pub(super) async fn judgment_with(world: &World, api_key: &str, key: &SigningKey, kid: Option<&str>) -> (u16, String) {
    let warm = world.send(&signed(world, api_key, key, kid)).await.problem();
    let event = signed(world, api_key, key, kid).event().to_string();
    let cold = answer(&world.fresh(READ_ID), &event).await.problem();
    assert_eq!(warm, cold, "a warm and a cold function agree");
    warm
}

/// Result for valid credentials.
pub(super) fn good() -> (u16, String) {
    (200, String::new())
}

pub(super) fn refused(code: &str) -> (u16, String) {
    (401, code.to_owned())
}
