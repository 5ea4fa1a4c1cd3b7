//! Proof that a user is signed in.

use contract::audit::AuditActor;
use contract::id::OrganizationId;
use contract::member::{Membership, Role, UserId};
use contract::value::Email;
use domain::Author;

use crate::{Denial, MembershipsError, Outage};

/// Signed-in user by role.
///
/// Only [`crate::Authenticator::authenticate`] creates one: the variants' types have no other constructor.
#[derive(Clone, Debug)]
pub enum Member {
    /// Manages the API applications of one partner organization.
    Partner(PartnerUser),
    /// Manages all organizations, for support.
    Admin(NuveraAdmin),
    /// Uses the customer platform and has no access here.
    Customer(CustomerUser),
}

impl Member {
    /// Returns the user id.
    pub fn user_id(&self) -> &UserId {
        match self {
            Self::Partner(user) => user.user_id(),
            Self::Admin(user) => user.user_id(),
            Self::Customer(user) => user.user_id(),
        }
    }

    /// Returns the e-mail address in the membership.
    pub fn email(&self) -> &Email {
        match self {
            Self::Partner(user) => user.email(),
            Self::Admin(user) => user.email(),
            Self::Customer(user) => user.email(),
        }
    }

    /// Returns the role.
    pub fn role(&self) -> Role {
        match self {
            Self::Partner(_) => Role::PartnerUser,
            Self::Admin(_) => Role::NuveraAdmin,
            Self::Customer(_) => Role::CustomerUser,
        }
    }
}

macro_rules! person {
    ($(#[$doc:meta])* $name:ident $({ $(#[$field_doc:meta])* $field:ident: $type:ty })?) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            user_id: UserId,
            email: Email,
            $($field: $type,)?
        }

        impl $name {
            /// Returns the user id.
            pub fn user_id(&self) -> &UserId {
                &self.user_id
            }

            /// Returns the e-mail address in the membership.
            pub fn email(&self) -> &Email {
                &self.email
            }

            $($(#[$field_doc])*
            pub fn $field(&self) -> &$type {
                &self.$field
            })?
        }
    };
}

person! {
    /// Signed-in user of a partner.
    PartnerUser {
        /// Organization of the user. The user may access no other.
        organization: OrganizationId
    }
}

person! {
    /// Signed-in admin of Nuvera.
    NuveraAdmin
}

person! {
    /// Signed-in user of the customer platform.
    CustomerUser
}

impl PartnerUser {
    /// Returns the user as an actor in the audit history.
    pub fn actor(&self) -> AuditActor {
        AuditActor { user_id: self.user_id.clone(), email: self.email.clone(), role: Role::PartnerUser }
    }
}

impl NuveraAdmin {
    /// Returns the user as an actor in the audit history.
    pub fn actor(&self) -> AuditActor {
        AuditActor { user_id: self.user_id.clone(), email: self.email.clone(), role: Role::NuveraAdmin }
    }

    /// Returns the user as the author of changes.
    pub fn author(&self) -> Author {
        Author::Person(self.actor())
    }
}

/// Returns the member for the user whose token was verified.
pub(crate) fn recognise(
    user_id: UserId,
    found: Result<Option<Membership>, MembershipsError>,
) -> Result<Member, Denial> {
    let membership = found
        .map_err(|error| match error {
            MembershipsError::Unavailable => Denial::Unavailable(Outage::Memberships),
            MembershipsError::Refused => Denial::Broken,
        })?
        // A store that confuses its records must not give a user another's role.
        .filter(|membership| membership.user_id == user_id)
        .ok_or(Denial::NotAMember)?;
    let email = membership.email;
    match membership.role {
        Role::PartnerUser => {
            let organization = membership.organization_id.ok_or(Denial::NotAMember)?;
            Ok(Member::Partner(PartnerUser { user_id, email, organization }))
        }
        Role::NuveraAdmin => Ok(Member::Admin(NuveraAdmin { user_id, email })),
        Role::CustomerUser => Ok(Member::Customer(CustomerUser { user_id, email })),
    }
}
