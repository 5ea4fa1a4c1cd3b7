//! Changes of people under write failures, lost answers and concurrent changes.

use std::time::Duration;

use contract::permission::Permission;
use contract::table::Table;
use local::{Fault, Injection};
use serde_json::{Value, json};

use super::APPLICATIONS;
use super::hub::{ORGANIZATIONS, admin, applications_of, history, organization, send};
use crate::support::aws::{Item, table};
use crate::support::losses::ATTEMPTS;
use crate::support::{Application, Call, Person, Reply, SigningKey, World, in_own_world, in_own_world_with, texts};

const TRANSACTION: &str = "TransactWriteItems";

/// Organization with an application and a member.
struct Scene {
    partner: Person,
    admin: Person,
    colleague: Person,
    app: Application,
}

impl Scene {
    async fn set(world: &World) -> Self {
        let (partner, admin) = (Person::partner(world).await, admin(world).await);
        let colleague = Person::member(world, contract::member::Role::PartnerUser, partner.organization.clone()).await;
        let app = Application::create_by(world, &partner.token, &[Permission::CustomersRead], json!({})).await;
        Self { partner, admin, colleague, app }
    }
}

/// Change to test.
struct Deed {
    /// Body of a preceding request to the same URI.
    first: Option<Value>,
    method: &'static str,
    /// Path below the base URI, with placeholders for IDs.
    place: &'static str,
    body: fn() -> Value,
    success: u16,
    told: &'static [&'static str],
}

impl Deed {
    const fn new(
        method: &'static str,
        place: &'static str,
        body: fn() -> Value,
        told: &'static [&'static str],
    ) -> Self {
        Self { first: None, method, place, body, success: 200, told }
    }

    fn after(mut self, first: Value) -> Self {
        self.first = Some(first);
        self
    }

    const fn answers(mut self, success: u16) -> Self {
        self.success = success;
        self
    }
}

fn nothing() -> Value {
    Value::Null
}

fn another_key() -> Value {
    json!({ "publicKey": SigningKey::generate().public_pem(), "graceSeconds": 60 })
}

fn another_application() -> Value {
    Application::body(&SigningKey::generate(), &[], json!({}))
}

fn of_applications() -> Vec<Deed> {
    let new = Deed::new;
    vec![
        new("POST", "", another_application, &["APPLICATION_CREATED"]).answers(201),
        new("PATCH", "/{id}", || json!({ "name": "Renamed" }), &["APPLICATION_RENAMED"]),
        new("PATCH", "/{id}", || json!({ "permissions": [] }), &["PERMISSIONS_CHANGED"]),
        new("PATCH", "/{id}", || json!({ "allowedSourceIps": ["::1"] }), &["SOURCE_IPS_CHANGED"]),
        new("PATCH", "/{id}", || json!({ "enabled": false }), &["APPLICATION_DISABLED"]),
        new("PATCH", "/{id}", || json!({ "enabled": true }), &["APPLICATION_ENABLED"])
            .after(json!({ "enabled": false })),
        new(
            "PATCH",
            "/{id}",
            || json!({ "name": "Renamed", "permissions": [], "enabled": false }),
            &["APPLICATION_DISABLED", "APPLICATION_RENAMED", "PERMISSIONS_CHANGED"],
        ),
        new("DELETE", "/{id}", nothing, &["APPLICATION_DELETED"]).answers(204),
        new("PUT", "/{id}/signing-key", another_key, &["SIGNING_KEY_REPLACED"]),
        new("POST", "/{id}/api-keys", || json!({}), &["API_KEY_CREATED"]).answers(201),
        new(
            "POST",
            "/{id}/api-keys",
            || json!({ "replace": true, "graceSeconds": 60 }),
            &["API_KEY_CREATED", "API_KEY_EXPIRING"],
        )
        .answers(201),
        new(
            "POST",
            "/{id}/api-keys",
            || json!({ "replace": true, "graceSeconds": 0 }),
            &["API_KEY_CREATED", "API_KEY_REVOKED"],
        )
        .answers(201),
        new("POST", "/{id}/api-keys/{key}/revoke", nothing, &["API_KEY_REVOKED"]),
    ]
}

fn of_organizations() -> Vec<Deed> {
    let new = Deed::new;
    vec![
        new("POST", "", || json!({ "name": "Another" }), &["ORGANIZATION_CREATED"]).answers(201),
        new("PATCH", "/{org}", || json!({ "name": "Renamed" }), &["ORGANIZATION_RENAMED"]),
        new("PATCH", "/{org}", || json!({ "enabled": false }), &["ORGANIZATION_DISABLED"]),
        new("PATCH", "/{org}", || json!({ "enabled": true }), &["ORGANIZATION_ENABLED"])
            .after(json!({ "enabled": false })),
        new("PUT", "/{org}/members/new-{org}", || json!({ "email": "new@people.example" }), &["MEMBER_ADDED"]),
        new("PUT", "/{org}/members/{user}", || json!({ "email": "moved@people.example" }), &["MEMBER_ADDED"]),
        new("DELETE", "/{org}/members/{user}", nothing, &["MEMBER_REMOVED"]).answers(204),
    ]
}

impl Scene {
    /// Returns the request of a deed, sent by `actor`.
    fn call(&self, base: &str, deed: &Deed, actor: &Person, body: &Value) -> Call {
        let key = self.app.key_id();
        let names = [
            ("{id}", &self.app.id),
            ("{org}", &self.app.organization),
            ("{key}", &key),
            ("{user}", &self.colleague.user),
        ];
        let place = names.iter().fold(deed.place.to_owned(), |place, (name, id)| place.replace(name, id));
        let call = Call::new(deed.method, &format!("{base}{place}")).bearer(&actor.token);
        if body.is_null() { call } else { call.json(body) }
    }
}

/// Returns all items that do not expire.
async fn snapshot(world: &World) -> Vec<(Table, Item)> {
    let mut all = world.aws.everything().await;
    all.retain(|(table, _)| matches!(table, Table::Access | Table::Audit | Table::Customers));
    let text = |item: &Item, name: &str| item[name].as_s().unwrap().clone();
    all.sort_by_key(|(table, item)| (*table, text(item, "pk"), text(item, "sk")));
    all
}

/// Applies the fault to every write.
fn every_write(fault: Fault) -> Injection {
    fault.on(TRANSACTION).on("PutItem").on("UpdateItem").on("DeleteItem").on("BatchWriteItem")
}

/// Returns the actions of new audit entries.
fn added(before: &[(Table, Item)], after: &[(Table, Item)]) -> Vec<String> {
    let new = after.iter().filter(|item| item.0 == Table::Audit && !before.contains(item));
    let mut actions: Vec<String> = new.map(|(_, item)| item["action"].as_s().unwrap().clone()).collect();
    actions.sort_unstable();
    actions
}

/// Function that returns the actor and the base URI.
type Place = fn(&Scene) -> (&Person, String);

/// Makes each change while its writes fail, and again while an answer is lost.
fn expect_all_or_nothing(deeds: Vec<Deed>, place: Place) {
    in_own_world(async |world| {
        let control = world.stack.dynamodb();
        for deed in deeds {
            let scene = Scene::set(world).await;
            let what = format!("{} {} {:?}", deed.method, deed.place, deed.told);
            let (actor, base) = place(&scene);
            if let Some(first) = &deed.first {
                world.send(&scene.call(&base, &deed, actor, first)).await.expect(deed.success);
            }
            let call = scene.call(&base, &deed, actor, &(deed.body)());
            let before = snapshot(world).await;
            for fault in [
                every_write(Fault::Refuse),
                every_write(Fault::status(400, "ThrottlingException")),
                // A separate write of the history would leave one of the two behind.
                every_write(Fault::Refuse).table(table(Table::Audit)),
                every_write(Fault::Refuse).table(table(Table::Access)),
            ] {
                control.set(fault.clone());
                let refused = world.send(&call).await;
                control.clear();
                assert_eq!(refused.problem(), (503, "dependency_unavailable".to_owned()), "{what}: {}", refused.text);
                assert!(!refused.text.contains("nuv_test_"), "{what}");
                assert!(snapshot(world).await == before, "{what}: something was written with {fault:?}");
            }

            control.set(Fault::LoseAnswer.on(TRANSACTION).times(1));
            world.record();
            let done = world.send(&call).await;
            control.clear();
            let calls = world.take_calls();
            control.record(false);
            assert_eq!(done.status, deed.success, "{what}: {}", done.text);
            let writes: Vec<_> = calls.iter().map(|call| call.operation.as_str()).collect();
            assert!(writes.iter().filter(|name| **name == TRANSACTION).count() >= 2, "{what}: {writes:?}");
            let reads = ["GetItem", "Query", "BatchGetItem", "GenerateMac", TRANSACTION];
            assert!(writes.iter().all(|name| reads.contains(name)), "{what} has other writes: {writes:?}");
            let after = snapshot(world).await;
            assert_eq!(added(&before, &after), deed.told, "{what}");
            expect_done(world, &scene, &deed, &done, actor, &base, &what).await;
        }
    });
}

#[test]
fn a_partners_change_has_no_effect_on_failure_and_one_effect_if_its_answer_is_lost() {
    expect_all_or_nothing(of_applications(), |scene| (&scene.partner, APPLICATIONS.to_owned()));
}

#[test]
fn an_admins_change_has_no_effect_on_failure_and_one_effect_if_its_answer_is_lost() {
    expect_all_or_nothing(of_applications(), |scene| (&scene.admin, applications_of(scene.partner.organization())));
}

#[test]
fn a_change_of_an_organization_has_no_effect_on_failure_and_one_effect_if_its_answer_is_lost() {
    expect_all_or_nothing(of_organizations(), |scene| (&scene.admin, ORGANIZATIONS.to_owned()));
}

/// Asserts that the answer matches the stored state.
async fn expect_done(world: &World, scene: &Scene, deed: &Deed, done: &Reply, actor: &Person, base: &str, what: &str) {
    let uri = match (deed.method, deed.place) {
        ("DELETE", "/{id}") => {
            let gone = Call::get(&format!("{base}/{}", scene.app.id)).bearer(&actor.token);
            world.send(&gone).await.expect_problem(404, "not_found");
            return;
        }
        (_, place) if place.contains("members") => format!("{base}/{}/members", scene.app.organization),
        _ => format!("{base}/{}", done.json()["id"].as_str().unwrap()),
    };
    let is = world.send(&Call::get(&uri).bearer(&actor.token)).await.expect(200);
    match (deed.method, is["items"].as_array()) {
        ("DELETE", Some(members)) => assert!(!texts(members, "userId").contains(&scene.colleague.user.as_str())),
        (_, Some(members)) => assert!(members.contains(&done.json()), "{what}"),
        (_, None) => {
            let mut said = done.json();
            if let Some(Value::String(api_key)) = said.as_object_mut().unwrap().remove("apiKey") {
                let last = said["apiKeys"].as_array().unwrap().last().unwrap();
                assert!(api_key.starts_with(last["prefix"].as_str().unwrap()), "{what}: the stored key");
            }
            assert_eq!(is, said, "{what}");
        }
    }
}

#[test]
fn a_retry_after_lost_answers_has_no_second_effect() {
    in_own_world_with(Scene::set, async |world, scene| {
        let uri = format!("{APPLICATIONS}/{}", scene.app.id);
        let org = organization(&scene.app.organization);
        for (person, uri, told) in
            [(&scene.partner, uri, "APPLICATION_RENAMED"), (&scene.admin, org, "ORGANIZATION_RENAMED")]
        {
            let before = snapshot(world).await;
            world.stack.dynamodb().set(Fault::LoseAnswer.on(TRANSACTION).times(ATTEMPTS));
            let rename = json!({ "name": "Renamed" });
            let unsure = send(world, person, "PATCH", &uri, &rename).await;
            world.stack.dynamodb().clear();
            unsure.expect_problem(503, "dependency_unavailable");
            assert_eq!(send(world, person, "PATCH", &uri, &rename).await.expect(200)["name"], "Renamed");
            assert_eq!(added(&before, &snapshot(world).await), [told]);
        }
    });
}

/// Organization with a number of applications.
struct Crowd {
    admin: Person,
    owner: Person,
    apps: Vec<Application>,
}

impl Crowd {
    async fn gather(world: &World, size: usize) -> Self {
        let (admin, owner) = (admin(world).await, Person::partner(world).await);
        let mut apps = Vec::new();
        for _ in 0..size {
            apps.push(Application::create_by(world, &owner.token, &[Permission::CustomersRead], json!({})).await);
        }
        Self { admin, owner, apps }
    }

    async fn switch(&self, world: &World, enabled: bool) -> Reply {
        let uri = organization(self.owner.organization());
        send(world, &self.admin, "PATCH", &uri, &json!({ "enabled": enabled })).await
    }

    async fn is_enabled(&self, world: &World) -> bool {
        let item = world.aws.get(Table::Access, &format!("ORG#{}", self.owner.organization()), "ORG").await.unwrap();
        *item["enabled"].as_bool().unwrap()
    }

    /// Returns how many applications are marked as enabled with their organization, and their total.
    async fn marked_enabled(&self, world: &World) -> (usize, usize) {
        let partition = world.aws.partition(Table::Access, &format!("ORG#{}", self.owner.organization())).await;
        let listed = partition.iter().filter_map(|item| item["sk"].as_s().unwrap().strip_prefix("APPLICATION#"));
        let (mut enabled, mut all) = (0, 0);
        for id in listed {
            let item = world.aws.application(id).await;
            enabled += usize::from(*item["organizationEnabled"].as_bool().unwrap());
            all += 1;
        }
        (enabled, all)
    }

    /// Asserts that every application's next request is served, or none's.
    async fn expect_served(&self, world: &World, served: bool) {
        for app in &self.apps {
            let reply = app.get(world, "/api/v1/reference/countries").await;
            if served {
                reply.expect(200);
            } else {
                reply.expect_problem(403, "application_disabled");
            }
        }
    }

    async fn told(&self, world: &World) -> Vec<String> {
        let entries = history(world, &self.admin, self.owner.organization()).await;
        let actions = texts(&entries, "action").into_iter().map(str::to_owned);
        actions.filter(|action| action.starts_with("ORGANIZATION_")).collect()
    }
}

#[test]
fn disabling_an_organization_resumes_where_it_failed() {
    in_own_world(async |world| {
        // More applications than one transaction can mark.
        let crowd = Crowd::gather(world, 25).await;
        crowd.expect_served(world, true).await;
        let control = world.stack.dynamodb();
        let mut told = Vec::new();
        for enabled in [false, true] {
            // Transactions: the organization, its first applications, the others.
            for (done, marked) in [(0, 0), (1, 0), (2, 20)] {
                control.set(Fault::None.on(TRANSACTION).times(done));
                control.add(Fault::Refuse.on(TRANSACTION).times(ATTEMPTS));
                let broken = crowd.switch(world, enabled).await;
                control.clear();
                broken.expect_problem(503, "dependency_unavailable");
                assert_eq!(crowd.is_enabled(world).await, enabled == (done > 0), "after {done} transactions");
                let (marked_enabled, all) = crowd.marked_enabled(world).await;
                assert_eq!(if enabled { marked_enabled } else { all - marked_enabled }, marked, "{enabled}, {done}");
                let added = if enabled { "ORGANIZATION_ENABLED" } else { "ORGANIZATION_DISABLED" };
                if done > 0 {
                    assert_eq!(crowd.told(world).await, [told.as_slice(), &[added.to_owned()]].concat());
                    // The same request completes the change; then the initial state is restored.
                    assert_eq!(crowd.switch(world, enabled).await.expect(200)["enabled"], enabled);
                    assert_eq!(crowd.marked_enabled(world).await.0, if enabled { 25 } else { 0 });
                    crowd.expect_served(world, enabled).await;
                    let whole = [told.as_slice(), &[added.to_owned()]].concat();
                    assert_eq!(crowd.told(world).await, whole, "one audit entry");
                    if done == 1 {
                        crowd.switch(world, !enabled).await.expect(200);
                    }
                    told = crowd.told(world).await;
                }
            }
        }
        crowd.expect_served(world, true).await;
        // A lost answer of a marking transaction has no effect.
        control.set(Fault::None.on(TRANSACTION).times(1));
        control.add(Fault::LoseAnswer.on(TRANSACTION).times(1));
        crowd.switch(world, false).await.expect(200);
        control.clear();
        assert_eq!(crowd.marked_enabled(world).await, (0, 25));
        crowd.expect_served(world, false).await;
    });
}

/// Runs a round with each possible delay of one of two concurrent requests.
async fn each_delay(world: &World, mut round: impl AsyncFnMut(String)) {
    let moment = Fault::Delay(Duration::from_millis(40));
    for (operation, places) in [(TRANSACTION, 5), ("Query", 3), ("BatchGetItem", 3), ("GetItem", 5)] {
        for place in 0..places {
            world.stack.dynamodb().set(Fault::None.on(operation).times(place));
            world.stack.dynamodb().add(moment.clone().on(operation).times(1));
            round(format!("{operation} {place} delayed")).await;
            world.stack.dynamodb().clear();
        }
    }
}

impl Crowd {
    /// Asserts that applications and organization agree on being enabled.
    async fn expect_sound(&self, world: &World, context: &str) {
        let (marked, all) = self.marked_enabled(world).await;
        if self.is_enabled(world).await {
            assert_eq!(marked, all, "{context}: the organization is enabled, but not all applications");
        } else {
            assert_eq!(marked, 0, "{context}: the organization is disabled, but not all applications");
        }
    }
}

#[test]
fn concurrent_disabling_and_enabling_end_in_one_of_both_states() {
    in_own_world(async |world| {
        let crowd = Crowd::gather(world, 2).await;
        let mut ends = [0, 0];
        each_delay(world, async |delay| {
            for start in [true, false] {
                let both = futures::future::join(crowd.switch(world, false), crowd.switch(world, true));
                let (off, on) = both.await;
                for reply in [&off, &on] {
                    assert!(reply.status == 200 || reply.problem() == (409, "conflict".to_owned()), "{}", reply.text);
                }
                let enabled = crowd.is_enabled(world).await;
                ends[usize::from(enabled)] += 1;
                crowd.expect_sound(world, &format!("{delay}: {} and {}", off.status, on.status)).await;
                assert_eq!(if enabled { on.status } else { off.status }, 200, "{delay}: the last request succeeded");
                crowd.expect_served(world, enabled).await;
                crowd.switch(world, start).await.expect(200);
                crowd.expect_served(world, start).await;
            }
        })
        .await;
        assert!(ends.iter().all(|times| *times > 0), "each request was last at least once: {ends:?}");
    });
}

#[test]
fn an_application_created_during_disabling_is_disabled_or_not_created() {
    in_own_world(async |world| {
        let crowd = Crowd::gather(world, 1).await;
        let mut created = [0, 0];
        each_delay(world, async |delay| {
            let body = Application::body(&SigningKey::generate(), &[], json!({}));
            let create = send(world, &crowd.owner, "POST", APPLICATIONS, &body);
            let (new, off) = futures::future::join(create, crowd.switch(world, false)).await;
            off.expect(200);
            crowd.expect_sound(world, &format!("{delay}: {}", new.status)).await;
            created[usize::from(new.status == 201)] += 1;
            match new.status {
                // In a conflict, the second request retries.
                409 => _ = new.expect_problem(409, "conflict"),
                403 => _ = new.expect_problem(403, "application_disabled"),
                _ => {
                    let uri = format!("{APPLICATIONS}/{}", new.expect(201)["id"].as_str().unwrap());
                    let delete = Call::delete(&uri).bearer(&crowd.owner.token);
                    assert_eq!(world.send(&delete).await.status, 204);
                }
            }
            crowd.expect_served(world, false).await;
            crowd.switch(world, true).await.expect(200);
            crowd.expect_served(world, true).await;
        })
        .await;
        assert!(created.iter().all(|times| *times > 0), "each request was first at least once: {created:?}");
    });
}

#[test]
fn a_change_of_an_application_does_not_enable_it_in_a_disabled_organization() {
    in_own_world(async |world| {
        let crowd = Crowd::gather(world, 1).await;
        let uri = format!("{APPLICATIONS}/{}", crowd.apps[0].id);
        let mut times = 0;
        each_delay(world, async |delay| {
            times += 1;
            let name = format!("Name {times}");
            let patch = json!({ "name": name, "enabled": true });
            let change = send(world, &crowd.owner, "PATCH", &uri, &patch);
            let (changed, off) = futures::future::join(change, crowd.switch(world, false)).await;
            off.expect(200);
            assert_eq!(changed.expect(200)["name"], name, "{delay}: a change is retried after a conflict");
            crowd.expect_sound(world, &delay).await;
            crowd.expect_served(world, false).await;
            let now = world.send(&Call::get(&uri).bearer(&crowd.owner.token)).await.expect(200);
            assert_eq!(now["name"], name, "{delay}: disabling does not undo the change");
            crowd.switch(world, true).await.expect(200);
        })
        .await;
        crowd.expect_served(world, true).await;
        let entries = history(world, &crowd.admin, crowd.owner.organization()).await;
        let renamed = texts(&entries, "action").iter().filter(|action| **action == "APPLICATION_RENAMED").count();
        assert_eq!(renamed, times);
    });
}
