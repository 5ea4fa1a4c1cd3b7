//! Requests that die at any AWS call. An object without its document has a trace and is removed.

use local::Fault;

use super::uploading::put;
use super::{delete, documents, listed, traces};
use crate::support::aws::until_hanging;
use crate::support::{Application, Call, World, confirm, id, in_own_world, in_own_world_with, pdf, upload};

const TYPE: (&str, &[u8]) = (r#"name="type""#, b"OTHER");
const TRANSACTION: &str = "TransactWriteItems";

/// Call at which a request dies, before or after its effect.
#[derive(Clone, Copy, Debug)]
enum At {
    /// Call to S3.
    S3(&'static str),
    /// Call to DynamoDB.
    DynamoDb(&'static str),
    /// Transaction after a call to S3.
    TransactionAfter(&'static str),
}

/// Sends a request whose calls all fail from `at` on. This equals its death, because nothing is undone.
async fn die(world: &World, app: &Application, call: Call, at: At, fault: &Fault) {
    let (s3, dynamodb) = (world.stack.s3(), world.stack.dynamodb());
    match at {
        At::S3(operation) => s3.set(fault.clone().on(operation)),
        At::DynamoDb(operation) => dynamodb.set(fault.clone().on(operation).table(documents())),
        At::TransactionAfter(operation) => s3.set(Fault::Hang.on(operation)),
    }
    let next = async {
        let At::TransactionAfter(_) = at else { return };
        until_hanging(s3, 1).await;
        assert!(!traces(world, app).await.is_empty(), "no trace before a call to S3");
        dynamodb.set(fault.clone().on(TRANSACTION).table(documents()));
        s3.clear();
    };
    let (reply, ()) = tokio::join!(app.call(world, call), next);
    s3.clear();
    dynamodb.clear();
    reply.expect_problem(503, "dependency_unavailable");
}

/// Asserts that every object has its document or a trace.
async fn assert_known(world: &World, app: &Application, what: &str) {
    let (listed, traces) = (listed(world, app).await, traces(world, app).await);
    for object in world.aws.objects(&app.organization).await {
        let document = object.rsplit('/').next().unwrap().to_owned();
        assert!(
            listed.contains(&document) || traces.contains(&document),
            "{what}: {object} has neither document nor trace"
        );
    }
}

/// Asserts that every object has its document and every document its object, without a trace.
async fn assert_clean(world: &World, app: &Application, what: &str) {
    let mut objects = world.aws.objects(&app.organization).await;
    let mut listed = listed(world, app).await;
    objects.iter_mut().for_each(|object| *object = object.rsplit('/').next().unwrap().to_owned());
    objects.sort();
    listed.sort();
    assert_eq!(objects, listed, "{what}");
    assert_eq!(traces(world, app).await, Vec::<String>::new(), "{what}");
}

/// Lets an hour pass, then uploads as another application.
async fn time_passes(world: &World, stranger: &Application) {
    world.advance(3602);
    stranger.upload(world, &pdf("stranger")).await;
}

#[test]
fn an_upload_may_die_at_any_call() {
    in_own_world(async |world| {
        let (app, stranger) = (Application::alone(world).await, Application::alone(world).await);
        let content = pdf("dies");
        let mut key = 0;
        for at in [At::DynamoDb(TRANSACTION), At::S3("PutObject"), At::TransactionAfter("PutObject")] {
            for fault in [Fault::Refuse, Fault::LoseAnswer] {
                for repeated in [None, Some("at once"), Some("an hour later")] {
                    let what = format!("{at:?} {fault:?} {repeated:?}");
                    key += 1;
                    let call = || {
                        upload(&[(r#"name="file""#, &content), TYPE]).header("idempotency-key", format!("key-{key}"))
                    };
                    let before = listed(world, &app).await;
                    die(world, &app, call(), at, &fault).await;
                    assert_known(world, &app, &what).await;
                    if repeated != Some("at once") {
                        time_passes(world, &stranger).await;
                        assert_clean(world, &app, &what).await;
                    }
                    if repeated.is_some() {
                        let made = app.call(world, call()).await.expect(201);
                        assert_eq!(listed(world, &app).await.len(), before.len() + 1, "{what}");
                        assert_eq!(world.aws.object(&app.organization, id(&made)).await.unwrap(), content, "{what}");
                    }
                    // A retry writes its own object. The trace removes that of the first attempt.
                    time_passes(world, &stranger).await;
                    assert_clean(world, &app, &what).await;
                }
            }
        }
    });
}

#[test]
fn a_confirmation_may_die_at_any_call() {
    in_own_world(async |world| {
        let (app, stranger) = (Application::alone(world).await, Application::alone(world).await);
        for at in [At::DynamoDb(TRANSACTION), At::S3("CopyObject"), At::TransactionAfter("CopyObject")] {
            for fault in [Fault::Refuse, Fault::LoseAnswer] {
                for is_repeated in [true, false] {
                    let what = format!("{at:?} {fault:?} {is_repeated}");
                    let upload = put(world, &app, &pdf("confirmed")).await;
                    die(world, &app, confirm(&upload), at, &fault).await;
                    assert_known(world, &app, &what).await;
                    if is_repeated {
                        app.call(world, confirm(&upload)).await.expect(200);
                    } else {
                        time_passes(world, &stranger).await;
                        // S3 does not use the functions' clock.
                        world.advance(-3602);
                    }
                    assert_clean(world, &app, &what).await;
                }
            }
        }
    });
}

#[test]
fn a_deletion_may_die_at_any_call() {
    in_own_world(async |world| {
        let (app, stranger) = (Application::alone(world).await, Application::alone(world).await);
        for at in [At::DynamoDb(TRANSACTION), At::S3("DeleteObject"), At::DynamoDb("DeleteItem")] {
            for fault in [Fault::Refuse, Fault::LoseAnswer] {
                for is_repeated in [true, false] {
                    let what = format!("{at:?} {fault:?} {is_repeated}");
                    let document = app.upload(world, &pdf("deleted")).await;
                    die(world, &app, delete(&document), at, &fault).await;
                    assert_known(world, &app, &what).await;
                    if is_repeated {
                        let again = app.call(world, delete(&document)).await.status;
                        // Removing the trace completes the deletion.
                        assert!(again == 204 || again == 404, "{what}: {again}");
                    } else {
                        time_passes(world, &stranger).await;
                    }
                    assert_clean(world, &app, &what).await;
                }
            }
        }
    });
}

#[test]
fn an_upload_repeated_after_a_deletion_restores_nothing() {
    in_own_world_with(Application::alone, async |world, app| {
        let content = pdf("deleted since");
        let call = || upload(&[(r#"name="file""#, &content), TYPE]).header("idempotency-key", "once");
        die(world, &app, call(), At::TransactionAfter("PutObject"), &Fault::LoseAnswer).await;
        let made = app.get(world, "/api/v1/documents").await.expect(200)["items"][0].clone();
        app.call(world, delete(&made)).await.expect_nothing();
        let told = app.call(world, call()).await.expect_problem(409, "conflict");
        assert!(told["detail"].as_str().unwrap().contains(id(&made)), "{told}");
        assert_eq!(listed(world, &app).await, Vec::<String>::new());
        assert_clean(world, &app, "deleted").await;
    });
}

#[test]
fn leftovers_are_removed_once() {
    in_own_world(async |world| {
        let (app, stranger) = (Application::alone(world).await, Application::alone(world).await);
        let content = pdf("claimed");
        let call = || upload(&[(r#"name="file""#, &content), TYPE]).header("idempotency-key", "claimed");
        die(world, &app, call(), At::TransactionAfter("PutObject"), &Fault::Refuse).await;
        world.advance(3602);
        let store = world.store();
        let leftovers = store.leftovers();
        let found = leftovers.list(world.now()).await.unwrap();
        assert_eq!(found.len(), 1);
        assert!(leftovers.claim(&found[0], world.now()).await.unwrap());
        assert!(!leftovers.claim(&found[0], world.now()).await.unwrap(), "once");
        // The retry creates its own document, independent of the leftover.
        let made = app.call(world, call()).await.expect(201);
        assert!(!made["id"].as_str().unwrap().contains(found[0].id.as_str()));
        // The request that claimed the leftover died too.
        world.advance(62);
        time_passes(world, &stranger).await;
        assert_eq!(world.aws.object(&app.organization, id(&made)).await.unwrap(), content);
        assert_clean(world, &app, "removed").await;
    });
}
