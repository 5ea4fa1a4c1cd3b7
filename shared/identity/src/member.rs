//! The proof that a person is signed in.

use contract::audit::AuditActor;
use contract::id::OrganizationId;
use contract::member::{Membership, Role, UserId};
use contract::value::Email;
use domain::Author;

use crate::{Denial, MembershipsError, Outage};

/// A signed-in person by their role. Only [`crate::Authenticator::authenticate`] makes one: what the variants hold
/// has no other constructor.
#[derive(Clone, Debug)]
pub enum Member {
    /// Manages the API applications of one partner organization.
    Partner(PartnerUser),
    /// Manages any organization, for support.
    Admin(NuveraAdmin),
    /// Uses the customer platform; may do nothing here.
    Customer(CustomerUser),
}

impl Member {
    /// The person.
    #[must_use]
    pub fn user_id(&self) -> &UserId {
        match self {
            Self::Partner(user) => user.user_id(),
            Self::Admin(user) => user.user_id(),
            Self::Customer(user) => user.user_id(),
        }
    }

    /// Their e-mail address, from the membership.
    #[must_use]
    pub fn email(&self) -> &Email {
        match self {
            Self::Partner(user) => user.email(),
            Self::Admin(user) => user.email(),
            Self::Customer(user) => user.email(),
        }
    }

    /// What they are.
    #[must_use]
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
            /// The person.
            #[must_use]
            pub fn user_id(&self) -> &UserId {
                &self.user_id
            }

            /// Their e-mail address, from the membership.
            #[must_use]
            pub fn email(&self) -> &Email {
                &self.email
            }

            $($(#[$field_doc])*
            #[must_use]
            pub fn $field(&self) -> &$type {
                &self.$field
            })?
        }
    };
}

person! {
    /// A signed-in user of a partner.
    PartnerUser {
        /// The organization they act for, and the only one they may see.
        organization: OrganizationId
    }
}

person! {
    /// A signed-in admin of Nuvera.
    NuveraAdmin
}

person! {
    /// A signed-in user of the customer platform.
    CustomerUser
}

impl PartnerUser {
    /// The person, in the audit history.
    #[must_use]
    pub fn actor(&self) -> AuditActor {
        AuditActor { user_id: self.user_id.clone(), email: self.email.clone(), role: Role::PartnerUser }
    }
}

impl NuveraAdmin {
    /// The person, in the audit history.
    #[must_use]
    pub fn actor(&self) -> AuditActor {
        AuditActor { user_id: self.user_id.clone(), email: self.email.clone(), role: Role::NuveraAdmin }
    }

    /// The person, as author of changes.
    #[must_use]
    pub fn author(&self) -> Author {
        Author::Person(self.actor())
    }
}

/// What the membership makes of the person whose token held.
pub(crate) fn recognise(
    user_id: UserId,
    found: Result<Option<Membership>, MembershipsError>,
) -> Result<Member, Denial> {
    let membership = found
        .map_err(|error| match error {
            MembershipsError::Unavailable => Denial::Unavailable(Outage::Memberships),
            MembershipsError::Refused => Denial::Broken,
        })?
        // A store that mixes up its records must not lend anyone another person's role.
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
