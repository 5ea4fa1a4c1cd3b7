//! Every route with a record ID: another organization's, unknown, and malformed ones.

use contract::route::Access;
use contract::table::Table;

use super::{Ids, Names, Partner, partners, request, routes, way};
use crate::support::{Reply, World, in_world_with};

fn essence(reply: &Reply) -> (u16, &str, &[(String, String)]) {
    (reply.status, &reply.text, &reply.headers)
}

/// Returns all items of a partner.
async fn stored(world: &World, owner: &Partner) -> Vec<Vec<crate::support::aws::Item>> {
    let organization = &owner.ids.organization;
    vec![
        world.aws.partition(Table::Customers, organization).await,
        world.aws.partition(Table::Customers, &format!("{organization}#{}", owner.ids.customer)).await,
        world.aws.partition(Table::Beneficiaries, &format!("{organization}#{}", owner.ids.customer)).await,
        world.aws.partition(Table::Documents, organization).await,
        world.aws.partition(Table::Documents, &format!("{organization}#uploads")).await,
        world.aws.partition(Table::Support, organization).await,
        world.aws.partition(Table::Payments, organization).await,
        world.aws.partition(Table::Screening, organization).await,
        world.aws.partition(Table::Payments, &format!("{organization}#quotes")).await,
        world.aws.partition(Table::Payments, &format!("{organization}#{}", owner.ids.payment)).await,
        world.aws.partition(Table::Access, &format!("ORG#{organization}")).await,
        world.aws.partition(Table::Audit, &format!("ORG#{organization}")).await,
        vec![world.aws.application(&owner.ids.application).await],
    ]
}

/// Returns well-formed unknown IDs.
fn never(own: &Ids) -> Ids {
    Ids {
        organization: "org_0000000000000000000000".to_owned(),
        customer: "cus_0000000000000000000000".to_owned(),
        beneficiary: "ben_0000000000000000000000".to_owned(),
        upload: "doc_0000000000000000000000".to_owned(),
        document: "doc_0000000000000000000000".to_owned(),
        ticket: "tic_0000000000000000000000".to_owned(),
        quote: "quo_0000000000000000000000".to_owned(),
        subject: "scr_0000000000000000000000-1".to_owned(),
        found: "mat_0000000000000000000000".to_owned(),
        payment: "pay_0000000000000000000000".to_owned(),
        application: "app_0000000000000000000000".to_owned(),
        key: "key_0000".to_owned(),
        user: own.user.clone(),
    }
}

#[test]
fn every_route_with_a_record_declares_its_kind() {
    for spec in routes() {
        assert_eq!(way(spec.id()).names != Names::Nothing, spec.path().contains('{'), "{}", spec.id());
    }
}

#[test]
fn another_organizations_record_is_like_an_unknown_one() {
    in_world_with(partners, async |world, (owner, other)| {
        let before = (stored(world, owner).await, world.aws.objects(&owner.ids.organization).await);
        let of_partners =
            |access| matches!(access, Access::Permission(_) | Access::AnyApplication | Access::PartnerUser);
        for spec in routes().filter(|spec| of_partners(spec.access()) && spec.path().contains('{')) {
            let ask = async |ids: &Ids| world.send(&other.authorize(world, spec, request(spec, ids))).await;
            let unknown = ask(&never(&other.ids)).await;
            unknown.expect_problem(404, "not_found");
            // All requests of a test have the same request ID, so complete answers are comparable.
            assert_eq!(essence(&ask(&owner.ids).await), essence(&unknown), "{}", spec.id());
            let kind = way(spec.id()).names;
            let mut ids = other.ids.clone();
            for id in malformed(other.ids.clone().of_kind(kind)) {
                ids.of_kind(kind).clone_from(&id);
                assert_eq!(essence(&ask(&ids).await), essence(&unknown), "{} with {id}", spec.id());
            }
        }
        let after = (stored(world, owner).await, world.aws.objects(&owner.ids.organization).await);
        assert_eq!(after, before, "no record of the other organization changed");
    });
}

/// Returns malformed IDs like this one.
fn malformed(mine: &str) -> Vec<String> {
    let (prefix, _) = mine.split_once('_').unwrap();
    vec![
        "x".to_owned(),
        prefix.to_owned(),
        format!("{prefix}_"),
        mine[..mine.len() - 1].to_owned(),
        format!("{mine}0"),
        mine.to_uppercase(),
        format!("{prefix}_zzzzzzzzzzzzzzzzzzzzzz"),
        mine.replacen(prefix, "msg", 1),
        mine.replace('_', "-"),
        "null".to_owned(),
        "0".to_owned(),
    ]
}

#[test]
fn an_admin_finds_a_record_only_in_its_organization() {
    in_world_with(partners, async |world, (owner, other)| {
        let before = (stored(world, owner).await, world.aws.objects(&owner.ids.organization).await);
        let of_admins = routes().filter(|spec| spec.access() == Access::NuveraAdmin && spec.path().contains('{'));
        for spec in of_admins {
            let ask = async |ids: &Ids| world.send(&owner.authorize(world, spec, request(spec, ids))).await;
            let unknown = ask(&never(&owner.ids)).await;
            unknown.expect_problem(404, "not_found");
            let organization = other.ids.organization.clone();
            let crossed = ask(&Ids { organization, ..owner.ids.clone() }).await;
            match way(spec.id()).names {
                // The route names only the organization, which exists.
                Names::Organization => continue,
                // An admin may learn that the person is a member elsewhere.
                Names::Member if spec.id() == "admin-members-put" => _ = crossed.expect_problem(409, "conflict"),
                _ => assert_eq!(essence(&crossed), essence(&unknown), "{}", spec.id()),
            }
            for id in ["x", "org_", "org_zzzzzzzzzzzzzzzzzzzzzz", "null"] {
                let ids = Ids { organization: id.to_owned(), ..owner.ids.clone() };
                assert_eq!(essence(&ask(&ids).await), essence(&unknown), "{} with {id}", spec.id());
            }
        }
        let after = (stored(world, owner).await, world.aws.objects(&owner.ids.organization).await);
        assert_eq!(after, before, "no record of the owner changed");
    });
}
