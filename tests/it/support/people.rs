//! People beyond the demo users, for tests with their own organizations.

use contract::id::{IdSeed, OrganizationId};
use contract::member::{Membership, Role};
use contract::organization::{Organization, OrganizationKind};
use provision::DemoUser;
use serde_json::{Value, json};
use store::Operation;

use super::world::{Call, Reply, World};

/// Signed-in person.
pub(crate) struct Person {
    pub(crate) user: String,
    pub(crate) email: String,
    pub(crate) organization: Option<OrganizationId>,
    pub(crate) token: String,
}

impl Person {
    /// Creates a partner organization and its first user.
    pub(crate) async fn partner(world: &World) -> Self {
        let random: [u8; 16] = random();
        let seed = IdSeed { millis: world.now().millis().unsigned_abs(), random: u128::from_be_bytes(random) };
        let organization = Organization {
            id: OrganizationId::new(seed),
            name: "A Partner".parse().unwrap(),
            kind: OrganizationKind::Partner,
            enabled: true,
            created_at: world.now(),
            updated_at: world.now(),
            revision: 1,
        };
        world.store().organizations().create(&organization, &[], &once()).await.unwrap();
        Self::member(world, Role::PartnerUser, Some(organization.id)).await
    }

    /// Creates a person with that role.
    pub(crate) async fn member(world: &World, role: Role, organization: Option<OrganizationId>) -> Self {
        let user = format!("user-{}", hex::encode(random::<8>()));
        let email = format!("{user}@people.example");
        let membership = Membership {
            user_id: user.parse().unwrap(),
            email: email.parse().unwrap(),
            role,
            organization_id: organization.clone(),
            added_at: world.now(),
            updated_at: world.now(),
        };
        world.store().memberships().put(&membership, &once()).await.unwrap();
        let token = token(world, &user);
        Self { user, email, organization, token }
    }

    /// Returns the ID of a partner user's organization.
    pub(crate) fn organization(&self) -> &str {
        self.organization.as_ref().unwrap().as_str()
    }
}

/// Returns the claims of a valid access token for this `sub`.
pub(crate) fn claims(world: &World, user: &str) -> Value {
    let mut claims = world.stack.sign_in().access_claims(&DemoUser::Partner.sign_in().username).unwrap();
    claims["sub"] = json!(user);
    claims["username"] = json!(user);
    claims
}

/// Signs claims like the sign-in service.
pub(crate) fn sign(world: &World, claims: &Value) -> String {
    world.stack.sign_in().sign(claims, &json!({})).unwrap()
}

/// Returns an access token for this `sub`, issued now by the functions' clock and valid for an hour.
pub(crate) fn token(world: &World, user: &str) -> String {
    let mut claims = claims(world, user);
    claims["iat"] = json!(world.now().seconds());
    claims["exp"] = json!(world.now().seconds() + 3600);
    sign(world, &claims)
}

/// Returns the operation of a write without a request.
pub(crate) fn once() -> Operation {
    provision::once().unwrap()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    bytes
}

impl World {
    /// Sends a request as the demo admin.
    pub(crate) async fn as_admin(&self, method: &str, uri: &str, body: Option<&Value>) -> Reply {
        let call = Call::new(method, uri).bearer(&self.token(DemoUser::Admin));
        self.send(&if let Some(body) = body { call.json(body) } else { call }).await
    }

    /// Decides a review, as the demo admin; `uri` is the record's.
    pub(crate) async fn review(&self, uri: &str, decision: &str) -> Reply {
        let body = json!({ "decision": decision, "note": format!("Because of {decision}.") });
        self.as_admin("POST", &format!("{uri}/review"), Some(&body)).await
    }
}
