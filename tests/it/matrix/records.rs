//! Every route that names a record, with one of another organization, one that never was, and none at all.

use contract::table::Table;

use super::{Record, partners, request, routes};
use crate::support::{Reply, run, world};

fn essence(reply: &Reply) -> (u16, &str, &[(String, String)]) {
    (reply.status, &reply.text, &reply.headers)
}

#[test]
fn every_route_with_a_record_says_which() {
    for (spec, way) in routes() {
        assert_eq!(way.record.is_some(), spec.path().contains('{'), "{}", spec.id());
    }
}

#[test]
fn another_organizations_record_is_like_one_that_never_was() {
    run(async {
        let world = world().await;
        let (owner, other) = partners(world).await;
        let stored = async || {
            (
                world.aws.partition(Table::Customers, &owner.app.organization).await,
                world.aws.partition(Table::Customers, &format!("{}#{}", owner.app.organization, owner.customer)).await,
                world.aws.application(&owner.app.id).await,
            )
        };
        let before = stored().await;
        for (spec, way) in routes() {
            let Some(record) = way.record else { continue };
            let prefix = match record {
                Record::Customer => "cus",
                Record::Application => "app",
            };
            let never = format!("{prefix}_0000000000000000000000");
            let ask = async |id: &str| world.send(&other.authorize(world, spec, request(spec, id))).await;
            let unknown = ask(&never).await;
            unknown.expect_problem(404, "not_found");
            let foreign = ask(owner.record(Some(record))).await;
            // All requests of a test have one request id, so that whole answers can be compared.
            assert_eq!(essence(&foreign), essence(&unknown), "{}", spec.id());
            let mine = other.record(Some(record));
            let malformed = [
                "x",
                prefix,
                &format!("{prefix}_"),
                &mine[..mine.len() - 1],
                &format!("{mine}0"),
                &mine.to_uppercase(),
                &format!("{prefix}_zzzzzzzzzzzzzzzzzzzzzz"),
                &mine.replacen(prefix, "doc", 1),
                &mine.replace('_', "-"),
                "null",
                "0",
            ];
            for id in malformed {
                assert_eq!(essence(&ask(id).await), essence(&unknown), "{} with {id}", spec.id());
            }
        }
        assert_eq!(stored().await, before, "nothing of the other's was touched");
    });
}
