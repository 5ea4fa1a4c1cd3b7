//! Accepted access tokens and their persons.

use contract::member::Role;
use contract::table::Table;
use local::Fault;
use provision::DemoUser;
use serde_json::{Value, json};

use super::hub::outsiders;
use super::{APPLICATIONS, every_route};
use crate::support::aws::{Item, set, text};
use crate::support::people::{claims, sign};
use crate::support::{Application, Call, Person, SigningKey, Token, answer, in_own_world, in_world_with};

#[test]
fn only_partner_users_are_admitted() {
    in_world_with(Person::partner, async |world, partner| {
        let app = Application::create_by(world, &partner.token, &[], json!({})).await;
        let admin = Person::member(world, Role::NuveraAdmin, partner.organization.clone()).await;
        let mut tokens = outsiders(world, &partner).await;
        tokens.push(("an admin", world.token(DemoUser::Admin)));
        tokens.push(("an admin of the organization", admin.token));
        let before = world.aws.partition(Table::Access, &format!("ORG#{}", partner.organization())).await.len();
        for call in every_route(&app) {
            for (who, token) in &tokens {
                let refused = world.send(&call.clone().bearer(token)).await;
                assert_eq!(refused.problem(), (403, "role_denied".to_owned()), "{who}: {} {}", call.method, call.uri);
            }
        }
        let after = world.aws.partition(Table::Access, &format!("ORG#{}", partner.organization())).await.len();
        assert_eq!(after, before);
        for call in every_route(&app) {
            let reply = world.send(&call.clone().bearer(&partner.token)).await;
            assert_ne!(reply.status, 403, "{} {}: {}", call.method, call.uri, reply.text);
        }
    });
}

#[test]
fn only_the_sign_in_services_access_tokens_for_the_console_are_accepted() {
    in_world_with(Person::partner, async |world, partner| {
        let app = Application::create_by(world, &partner.token, &[], json!({})).await;
        let usual = claims(world, &partner.user);
        let now = world.now().seconds();
        let with = |name: &str, value: Value| {
            let mut claims = usual.clone();
            claims[name] = value;
            sign(world, &claims)
        };
        let without = |name: &str| {
            let mut claims = usual.clone();
            claims.as_object_mut().unwrap().remove(name);
            sign(world, &claims)
        };
        let header = |header: Value| world.stack.sign_in().sign(&usual, &header).unwrap();
        let own = Token {
            header: json!({ "alg": "RS256", "kid": world.stack.sign_in().kid() }).to_string(),
            claims: usual.to_string(),
        };
        let foreign = SigningKey::generate();
        let id_token = {
            let mut claims = usual.clone();
            claims["token_use"] = json!("id");
            claims["aud"] = claims["client_id"].take();
            claims.as_object_mut().unwrap().remove("client_id");
            sign(world, &claims)
        };
        let none = Token { header: json!({ "alg": "none" }).to_string(), ..own.clone() };
        let cases = [
            ("expired", with("exp", json!(now - 6))),
            ("never expires", without("exp")),
            ("not yet valid", with("nbf", json!(now + 60))),
            ("issued in the future", with("iat", json!(now + 60))),
            ("another client", with("client_id", json!("another"))),
            ("another audience", with("aud", json!("another"))),
            ("no client", without("client_id")),
            ("another issuer", with("iss", json!("https://issuer.example"))),
            ("id token", id_token),
            ("refresh token", with("token_use", json!("refresh"))),
            ("nobody", without("sub")),
            ("wrong type", with("sub", json!(["x"]))),
            ("another key", own.sign(&foreign)),
            ("no algorithm", format!("{}.", none.signing_input())),
            ("no signature", format!("{}.", own.signing_input())),
            ("unknown key", header(json!({ "kid": "unknown" }))),
            ("no key named", header(json!({ "kid": null }))),
            ("crit", header(json!({ "crit": ["exp"] }))),
            ("garbage", "garbage".to_owned()),
            ("empty", String::new()),
            ("two", format!("{} {}", partner.token, partner.token)),
            ("too long", "x".repeat(9 * 1024)),
        ];
        for call in every_route(&app) {
            world.send(&call).await.expect_problem(401, "access_token_missing");
            let basic = world.send(&call.clone().header("authorization", "Basic YTpi")).await;
            basic.expect_problem(401, "access_token_invalid");
        }
        let call = Call::get("/partner/v1/me");
        for (what, token) in &cases {
            let refused = world.send(&call.clone().bearer(token)).await;
            assert_eq!(refused.problem(), (401, "access_token_invalid".to_owned()), "{what}: {}", refused.text);
            assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
            assert!(token.is_empty() || !refused.text.contains(token.as_str()), "{what} is not repeated");
        }
    });
}

#[test]
fn only_the_console_can_read_the_signed_in_person() {
    in_world_with(Person::partner, async |world, partner| {
        // An admin belongs to no organization, regardless of their record.
        let admin = Person::member(world, Role::NuveraAdmin, partner.organization.clone()).await;
        let me = async |token: &str| world.send(&Call::get("/partner/v1/me").bearer(token)).await;
        let told = me(&partner.token).await.expect(200);
        let organization = told["organization"].clone();
        assert_eq!(organization["id"], json!(partner.organization()));
        let of = |person: &Person, role: &str, organization: Value| json!({ "userId": person.user, "email": person.email, "role": role, "organization": organization });
        assert_eq!(told, of(&partner, "PARTNER_USER", organization));
        assert_eq!(me(&admin.token).await.expect(200), of(&admin, "NUVERA_ADMIN", Value::Null));

        for (_, token) in outsiders(world, &partner).await {
            me(&token).await.expect_problem(403, "role_denied");
        }
    });
}

#[test]
fn a_removed_members_next_request_is_refused() {
    in_world_with(Person::partner, async |world, partner| {
        let key = format!("USER#{}", partner.user);
        let member = world.aws.get(Table::Access, &key, "MEMBER").await.unwrap();
        let app = Application::create_by(world, &partner.token, &[], json!({})).await;
        for route in 0..every_route(&app).len() {
            // A separate application, because one of the routes deletes it.
            let app = Application::create_by(world, &partner.token, &[], json!({})).await;
            let call = every_route(&app).swap_remove(route).bearer(&partner.token);
            let served = world.send(&call).await;
            assert!(served.status < 300, "{}", served.text);
            world.aws.delete(Table::Access, &key, "MEMBER").await;
            world.send(&call).await.expect_problem(403, "role_denied");
            world.aws.put(Table::Access, member.clone()).await;
        }
        // A moved member sees the new organization immediately.
        let other = Person::partner(world).await;
        let move_there = |item: &mut Item| set(item, "organizationId", text(other.organization()));
        world.aws.edit(Table::Access, &key, "MEMBER", move_there).await;
        let uri = format!("{APPLICATIONS}/{}", app.id);
        world.send(&Call::get(&uri).bearer(&partner.token)).await.expect_problem(404, "not_found");
    });
}

#[test]
fn the_sign_in_service_may_rotate_its_key_and_be_unavailable() {
    in_own_world(async |world| {
        let sign_in = world.stack.sign_in();
        let me = |token: &str| Call::get("/partner/v1/me").bearer(token);
        let before = world.token(DemoUser::Partner);

        // No key is cached yet.
        for fault in [Fault::Refuse, Fault::status(500, "server_error")] {
            world.stack.sign_in_control().set(fault);
            let function = world.fresh("partner-me");
            let refused = answer(&function, &me(&before).event().to_string()).await;
            refused.expect_problem(503, "dependency_unavailable");
            assert!(refused.header("retry-after").is_some());
            world.stack.sign_in_control().clear();
            world.advance(6);
            answer(&function, &me(&before).event().to_string()).await.expect(200);
        }

        // Cached keys work while the service is unavailable.
        world.send(&me(&before)).await.expect(200);
        world.stack.sign_in_control().set(Fault::Refuse);
        world.advance(15 * 60);
        world.send(&me(&before)).await.expect(200);
        world.stack.sign_in_control().clear();

        world.advance(31);
        sign_in.rotate_key().unwrap();
        let after = world.token(DemoUser::Partner);
        for token in [&after, &before] {
            world.send(&me(token)).await.expect(200);
        }
        // A key that is no longer published is refused after the next look-up.
        sign_in.drop_old_keys();
        answer(&world.fresh("partner-me"), &me(&before).event().to_string())
            .await
            .expect_problem(401, "access_token_invalid");
        answer(&world.fresh("partner-me"), &me(&after).event().to_string()).await.expect(200);

        // While the membership table is unavailable, nobody is admitted from a cache.
        world.stack.dynamodb().set(Fault::Refuse);
        world.send(&me(&after)).await.expect_problem(503, "dependency_unavailable");
        world.stack.dynamodb().clear();
        world.send(&me(&after)).await.expect(200);
    });
}
