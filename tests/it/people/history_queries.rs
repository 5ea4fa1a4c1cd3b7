//! Reads of the audit history: filters, pages, and isolation of tenants.

use contract::audit::{AuditAction, AuditActor, AuditEntry};
use contract::id::{ApplicationId, AuditId, IdSeed, OrganizationId};
use contract::member::Role;
use contract::organization::{Organization, OrganizationKind};
use contract::time::Timestamp;
use serde_json::{Value, json};

use super::APPLICATIONS;
use super::hub::{admin, all, applications_of, get, pages, send};
use crate::support::people::once;
use crate::support::{Application, Call, Person, World, in_own_world, in_world, in_world_with, items, texts};

const PARTNERS: &str = "/partner/v1/audit";
const ADMINS: &str = "/admin/v1/audit";

fn seed(at: Timestamp, number: u128) -> IdSeed {
    IdSeed { millis: at.millis().unsigned_abs(), random: number }
}

/// Writes entries directly, in the form of the store's transactions.
async fn insert(world: &World, entries: &[AuditEntry]) {
    for (number, some) in (0..).zip(entries.chunks(97)) {
        let organization = Organization {
            id: OrganizationId::new(seed(some[0].at, 7_000_000 + number)),
            name: "Founded for its history".parse().unwrap(),
            kind: OrganizationKind::Partner,
            enabled: true,
            created_at: some[0].at,
            updated_at: some[0].at,
            revision: 1,
        };
        world.store().organizations().create(&organization, some, &once()).await.unwrap();
    }
}

/// Returns an entry of that time; `number` makes it unique.
fn entry(
    at: Timestamp,
    number: u128,
    actor: &Person,
    action: AuditAction,
    organization: &OrganizationId,
    application: Option<&ApplicationId>,
) -> AuditEntry {
    AuditEntry {
        id: AuditId::new(seed(at, number)),
        at,
        action,
        actor: AuditActor {
            user_id: actor.user.parse().unwrap(),
            email: actor.email.parse().unwrap(),
            role: if actor.organization.is_some() { Role::PartnerUser } else { Role::NuveraAdmin },
        },
        organization_id: Some(organization.clone()),
        application_id: application.cloned(),
        record_id: None,
        before: None,
        after: Some(json!({ "number": number.to_string() })),
        source_ip: "198.51.100.7".to_owned(),
        request_id: "inserted".to_owned(),
    }
}

/// Query for entries.
#[derive(Clone, Copy, Default)]
struct Filter<'a> {
    organization: Option<&'a str>,
    application: Option<&'a str>,
    actor: Option<&'a str>,
    action: Option<AuditAction>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Filter<'_> {
    fn query(&self) -> String {
        let parameters = [
            ("organizationId", self.organization.map(str::to_owned)),
            ("applicationId", self.application.map(str::to_owned)),
            ("actorId", self.actor.map(str::to_owned)),
            ("action", self.action.map(|action| action.name().to_owned())),
            ("from", self.from.map(|from| from.to_string())),
            ("to", self.to.map(|to| to.to_string())),
        ];
        let given = parameters.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        given.collect::<Vec<_>>().join("&")
    }

    fn takes(&self, entry: &AuditEntry) -> bool {
        let is = |wanted: Option<&str>, found: Option<&str>| wanted.is_none_or(|wanted| Some(wanted) == found);
        is(self.organization, entry.organization_id.as_ref().map(OrganizationId::as_str))
            && is(self.application, entry.application_id.as_ref().map(ApplicationId::as_str))
            && is(self.actor, Some(entry.actor.user_id.as_str()))
            && self.action.is_none_or(|action| action == entry.action)
            && self.from.is_none_or(|from| entry.at >= from)
            && self.to.is_none_or(|to| entry.at < to)
    }
}

/// Returns every combination of these filters.
fn every_choice<'a>(whole: &Filter<'a>) -> Vec<Filter<'a>> {
    let chosen = |bits: u32| {
        let has = |place: u32| bits & (1 << place) != 0;
        Filter {
            organization: whole.organization.filter(|_| has(0)),
            application: whole.application.filter(|_| has(1)),
            actor: whole.actor.filter(|_| has(2)),
            action: whole.action.filter(|_| has(3)),
            from: whole.from.filter(|_| has(4)),
            to: whole.to.filter(|_| has(5)),
        }
    };
    let asked = |bits: &u32| whole.organization.is_some() || bits & 1 == 0;
    (0..64).filter(asked).map(chosen).collect()
}

#[test]
fn each_combination_of_filters_returns_its_entries_once_newest_first() {
    in_own_world(async |world| {
        let (ours, theirs, admin) = (Person::partner(world).await, Person::partner(world).await, admin(world).await);
        let apps: Vec<_> = (1..=3).map(|number| ApplicationId::new(seed(world.now(), number))).collect();
        let start = Timestamp::from_seconds(world.now().seconds());
        let at = |second: i64| start.plus_seconds(second - 1_000);
        let mut entries = Vec::new();
        for number in 0..24_u32 {
            // Two entries per second; a third application in another organization; entries of the organization itself.
            let place = usize::try_from(number % 4).unwrap();
            let owner = if place == 2 { &theirs } else { &ours };
            let actor = if number % 3 == 0 { &admin } else { owner };
            let action = [AuditAction::ApiKeyCreated, AuditAction::ApiKeyRevoked, AuditAction::MemberAdded]
                [usize::try_from(number % 5).unwrap().min(2)];
            let organization = owner.organization.as_ref().unwrap();
            let moment = at(i64::from(number / 2));
            entries.push(entry(moment, u128::from(number), actor, action, organization, apps.get(place)));
        }
        insert(world, &entries).await;
        entries.reverse();

        let (our, their) = (ours.organization(), theirs.organization());
        let (first, third) = (apps[0].as_str(), apps[2].as_str());
        let created = Some(AuditAction::ApiKeyCreated);
        let (from, to) = (Some(at(3)), Some(at(10)));
        let admins = Filter {
            organization: Some(our),
            application: Some(first),
            actor: Some(&admin.user),
            action: created,
            from,
            to,
        };
        let foreign =
            Filter { organization: Some(their), application: Some(third), actor: Some(&theirs.user), ..admins };
        let partners = Filter { organization: None, actor: Some(&ours.user), ..admins };
        let mut found = 0;
        let mut check = async |person: &Person, uri: &str, scope: Option<&str>, filter: Filter<'_>| {
            let expected: Vec<&str> = entries
                .iter()
                .filter(|entry| {
                    filter.takes(entry) && (Filter { organization: scope, ..Filter::default() }).takes(entry)
                })
                .map(|entry| entry.id.as_str())
                .collect();
            found += expected.len();
            for limit in [1, 2, 100] {
                let uri = format!("{uri}?limit={limit}&{}", filter.query());
                let pages = pages(world, person, uri.trim_end_matches('&')).await;
                let full = pages[..pages.len() - 1].iter().all(|page| page.len() == limit);
                assert!(full, "{uri}: pages of a short history are full");
                assert_eq!(texts(&pages.concat(), "id"), expected, "{uri}");
            }
        };
        for filter in every_choice(&admins).into_iter().chain(every_choice(&foreign)) {
            check(&admin, ADMINS, None, filter).await;
        }
        for filter in every_choice(&partners) {
            check(&ours, PARTNERS, Some(our), filter).await;
        }
        // Filters by the admin, and by another organization's IDs.
        for filter in every_choice(&Filter { actor: Some(&admin.user), ..partners }) {
            check(&theirs, PARTNERS, Some(their), filter).await;
        }
        assert!(found > 600, "{found}");

        // A full entry matches the written one.
        let newest = &all(world, &admin, &format!("{ADMINS}?limit=1")).await[0];
        assert_eq!(*newest, serde_json::to_value(&entries[0]).unwrap());
        // An empty or reversed time range has no entries.
        for (from, to) in [(at(3), at(3)), (at(4), at(3)), (at(5_000), at(9_000))] {
            let uri = format!("{ADMINS}?from={from}&to={to}");
            assert_eq!(
                get(world, &admin, &uri).await.expect(200),
                json!({ "items": [], "nextCursor": null, "hasMore": false })
            );
        }
        // Extreme times are valid.
        let uri = format!("{ADMINS}?from=1900-01-01T00:00:00Z&to=9999-01-01T00:00:00Z&limit=100");
        assert_eq!(all(world, &admin, &uri).await.len(), entries.len());
        // Other time zones denote the same time.
        let uri = format!("{ADMINS}?limit=100&to={}", at(3).to_string().replace('Z', "%2B00:00"));
        assert_eq!(all(world, &admin, &uri).await.len(), 6);
    });
}

#[test]
fn another_organizations_history_is_unreachable_by_any_query() {
    in_world(async |world| {
        let (owner, other, admin) = (Person::partner(world).await, Person::partner(world).await, admin(world).await);
        let app = Application::create_by(world, &owner.token, &[], json!({})).await;
        let uri = format!("{}/{}", applications_of(owner.organization()), app.id);
        send(world, &admin, "PATCH", &uri, &json!({ "enabled": false })).await.expect(200);
        assert_eq!(all(world, &owner, PARTNERS).await.len(), 2);
        let entries = all(world, &owner, &format!("{PARTNERS}?applicationId={}", app.id)).await;
        assert_eq!(texts(&entries, "action"), ["APPLICATION_DISABLED", "APPLICATION_CREATED"]);
        assert_eq!(entries[0]["actor"]["role"], "NUVERA_ADMIN", "a partner sees the changes of admins");

        let nothing = json!({ "items": [], "nextCursor": null, "hasMore": false });
        let own = get(world, &owner, &format!("{PARTNERS}?limit=1")).await.expect(200);
        let cursor = own["nextCursor"].as_str().unwrap();
        for query in [
            String::new(),
            format!("applicationId={}", app.id),
            format!("actorId={}", owner.user),
            format!("actorId={}", admin.user),
            format!("applicationId={}&actorId={}", app.id, admin.user),
            format!("action=APPLICATION_CREATED&applicationId={}", app.id),
            format!("limit=1&applicationId={}", app.id),
        ] {
            let page = get(world, &other, &format!("{PARTNERS}?{query}")).await;
            assert_eq!(page.expect(200), nothing, "{query}");
        }
        for uri in [
            format!("{PARTNERS}?organizationId={}", owner.organization()),
            format!("{PARTNERS}?scope=all"),
            format!("{PARTNERS}?limit=1&cursor={cursor}"),
        ] {
            get(world, &other, &uri).await.expect_problem(400, "parameter_invalid");
        }
        get(world, &owner, ADMINS).await.expect_problem(403, "role_denied");
        // An admin sees either history, and both.
        let of_one = all(world, &admin, &format!("{ADMINS}?organizationId={}", owner.organization())).await;
        assert_eq!(of_one, entries);
        let crossed = format!("{ADMINS}?organizationId={}&applicationId={}", other.organization(), app.id);
        assert_eq!(get(world, &admin, &crossed).await.expect(200), nothing);
        assert_eq!(all(world, &admin, &format!("{ADMINS}?applicationId={}", app.id)).await, entries);
        let by_admin = all(world, &admin, &format!("{ADMINS}?actorId={}", admin.user)).await;
        assert_eq!(by_admin, entries[..1]);
    });
}

#[test]
fn pages_are_stable_during_changes_and_deleted_applications_keep_their_history() {
    in_world_with(Person::partner, async |world, owner| {
        let app = Application::create_by(world, &owner.token, &[], json!({})).await;
        let uri = format!("{APPLICATIONS}/{}", app.id);
        let switch = async |enabled: bool| {
            send(world, &owner, "PATCH", &uri, &json!({ "enabled": enabled })).await.expect(200);
        };
        for time in 0..6 {
            switch(time % 2 == 1).await;
        }
        for query in ["limit=2".to_owned(), format!("limit=2&applicationId={}", app.id), "limit=1".to_owned()] {
            let before = all(world, &owner, &format!("{PARTNERS}?limit=100")).await;
            let mut page = get(world, &owner, &format!("{PARTNERS}?{query}")).await.expect(200);
            let mut seen = items(&page).clone();
            let mut disabled = false;
            while let Some(cursor) = page["nextCursor"].as_str() {
                switch(disabled).await;
                disabled = !disabled;
                page = get(world, &owner, &format!("{PARTNERS}?{query}&cursor={cursor}")).await.expect(200);
                seen.extend(items(&page).clone());
            }
            assert_eq!(seen, before, "{query}: each once, without those added meanwhile");
        }
        let deleted = world.send(&Call::delete(&uri).bearer(&owner.token)).await;
        assert_eq!(deleted.status, 204);
        let entries = all(world, &owner, &format!("{PARTNERS}?applicationId={}", app.id)).await;
        assert_eq!(entries.first().unwrap()["action"], "APPLICATION_DELETED");
        assert_eq!(entries.last().unwrap()["action"], "APPLICATION_CREATED");
        assert_eq!(entries, all(world, &owner, PARTNERS).await);
    });
}

#[test]
fn a_wrong_parameter_is_named() {
    in_world(async |world| {
        let (owner, admin) = (Person::partner(world).await, admin(world).await);
        let wrong = [
            ("/applicationId", "applicationId=x"),
            ("/applicationId", "applicationId=org_0000000000000000000000"),
            ("/applicationId", "applicationId="),
            ("/actorId", "actorId="),
            ("/actorId", "actorId=a%20b"),
            ("/action", "action=application_created"),
            ("/action", "action="),
            ("/from", "from=yesterday"),
            ("/from", "from=2026-01-01"),
            ("/from", "from=2026-01-01T00:00:00"),
            ("/to", "to=1767225600"),
            ("/to", "to=2026-01-01T00:00:00+00:00"),
            ("/action", "action=MEMBER_ADDED&action=MEMBER_ADDED"),
        ];
        for (person, uri) in [(&owner, PARTNERS), (&admin, ADMINS)] {
            for (pointer, query) in wrong {
                let reply = get(world, person, &format!("{uri}?{query}")).await;
                let problem = reply.expect_problem(400, "parameter_invalid");
                let errors = problem["errors"].as_array().unwrap();
                assert_eq!((errors.len(), &errors[0]["pointer"]), (1, &json!(pointer)), "{query}: {problem}");
                assert!(!errors[0]["reason"].as_str().unwrap().is_empty());
            }
            let reply = get(world, person, &format!("{uri}?limit=0&action=x&from=y")).await;
            let problem = reply.expect_problem(400, "parameter_invalid");
            let pointers = texts(problem["errors"].as_array().unwrap(), "pointer").len();
            assert_eq!(pointers, 3, "all errors in one answer: {problem}");
        }
        let unknown = get(world, &admin, &format!("{ADMINS}?organizationId=acme")).await;
        unknown.expect_wrong_parameter("/organizationId");
    });
}

#[test]
fn rare_entries_among_thousands_are_found_page_by_page() {
    in_own_world(async |world| {
        let (owner, other, admin) = (Person::partner(world).await, Person::partner(world).await, admin(world).await);
        let apps: Vec<_> = (1..=2).map(|number| ApplicationId::new(seed(world.now(), number))).collect();
        let organization = owner.organization.as_ref().unwrap();
        let at = |number: u32| world.now().plus_seconds(i64::from(number) - 10_000);
        let mut entries: Vec<_> = (0..3_000)
            .map(|number| {
                let (app, action) = (Some(&apps[0]), AuditAction::ApiKeyCreated);
                entry(at(number), u128::from(number), &owner, action, organization, app)
            })
            .collect();
        // Three entries of another kind: the oldest, one in the middle, and a recent one.
        let rare = [3, 1_200, 2_600];
        for number in rare {
            let at = at(u32::try_from(number).unwrap());
            let number = u128::try_from(number).unwrap();
            entries[usize::try_from(number).unwrap()] =
                entry(at, number, &admin, AuditAction::ApplicationRenamed, organization, Some(&apps[1]));
        }
        insert(world, &entries).await;
        let expected: Vec<&str> =
            rare.iter().rev().map(|number| entries[usize::try_from(*number).unwrap()].id.as_str()).collect();

        let by_action = "action=APPLICATION_RENAMED".to_owned();
        let by_actor = format!("actorId={}", admin.user);
        let by_application = format!("applicationId={}", apps[1]);
        let together = format!("{by_action}&{by_actor}&{by_application}");
        let of_organization = format!("{by_action}&organizationId={organization}");
        let mut short = 0;
        for (person, uri, queries) in [
            (&owner, PARTNERS, [&by_action, &by_actor, &by_application, &together]),
            (&admin, ADMINS, [&by_action, &by_actor, &of_organization, &together]),
        ] {
            for query in queries {
                for limit in [1, 2, 20] {
                    let pages = pages(world, person, &format!("{uri}?limit={limit}&{query}")).await;
                    assert_eq!(texts(&pages.concat(), "id"), expected, "{uri}?{query} by {limit}");
                    assert!(pages.iter().all(|page| page.len() <= limit));
                    short += usize::from(pages[..pages.len() - 1].iter().any(|page| page.len() < limit));
                }
            }
        }
        assert!(short > 0, "some pages were short");
        // A page reads a bounded number of entries, not thousands.
        world.record();
        let page = get(world, &owner, &format!("{PARTNERS}?action=MEMBER_REMOVED")).await.expect(200);
        assert_eq!((&page["items"], &page["hasMore"]), (&json!([]), &json!(true)));
        let queries = world.take_calls().iter().filter(|call| call.operation == "Query").count();
        assert!((1..=11).contains(&queries), "{queries}");
        assert_eq!(all(world, &owner, &format!("{PARTNERS}?action=MEMBER_REMOVED")).await, [] as [Value; 0]);
        assert_eq!(all(world, &owner, &format!("{PARTNERS}?limit=100")).await.len(), 3_000);

        // Another organization sees no entries and no further page.
        let nothing = json!({ "items": [], "nextCursor": null, "hasMore": false });
        for query in [format!("applicationId={}", apps[0]), format!("actorId={}", owner.user), by_actor, together] {
            let page = get(world, &other, &format!("{PARTNERS}?{query}")).await.expect(200);
            assert_eq!(page, nothing, "{query}");
        }
    });
}
