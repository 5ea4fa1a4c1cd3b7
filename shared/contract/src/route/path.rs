//! Variable segments of a route's path.

use schemars::{Schema, SchemaGenerator};

use crate::api_key::ApiKeyId;
use crate::id::{ApplicationId, BeneficiaryId, CustomerId, MatchId, OrganizationId, PaymentId, TicketId};
use crate::member::UserId;
use crate::screening::SubjectId;

/// Parsed variable segments of a path.
pub trait PathParameters: Sized {
    /// Parses the segments; `None` if one is not a valid id, so the record cannot exist.
    fn parse(segments: &[&str]) -> Option<Self>;
    /// Returns the schema of each segment.
    fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema>;
}

impl PathParameters for () {
    fn parse(_: &[&str]) -> Option<Self> {
        Some(())
    }
    fn schemas(_: &mut SchemaGenerator) -> Vec<Schema> {
        Vec::new()
    }
}

macro_rules! single_id {
    ($($id:ident),+) => {$(
        impl PathParameters for crate::id::$id {
            fn parse(segments: &[&str]) -> Option<Self> {
                segments.first()?.parse().ok()
            }
            fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
                vec![generator.subschema_for::<Self>()]
            }
        }
    )+};
}
single_id!(ApplicationId, CustomerId, DocumentId, OrganizationId, PaymentId, QuoteId, TicketId);

macro_rules! several_ids {
    ($(($($name:ident: $id:ty),+)),+ $(,)?) => {$(
        impl PathParameters for ($($id,)+) {
            fn parse(segments: &[&str]) -> Option<Self> {
                let [$($name),+] = segments else { return None };
                Some(($($name.parse().ok()?,)+))
            }
            fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
                vec![$(generator.subschema_for::<$id>()),+]
            }
        }
    )+};
}
several_ids!(
    (application: ApplicationId, key: ApiKeyId),
    (organization: OrganizationId, user: UserId),
    (customer: CustomerId, beneficiary: BeneficiaryId),
    (organization: OrganizationId, customer: CustomerId),
    (organization: OrganizationId, customer: CustomerId, beneficiary: BeneficiaryId),
    (organization: OrganizationId, payment: PaymentId),
    (organization: OrganizationId, ticket: TicketId),
    (organization: OrganizationId, subject: SubjectId),
    (organization: OrganizationId, subject: SubjectId, found: MatchId),
    (organization: OrganizationId, application: ApplicationId),
    (organization: OrganizationId, application: ApplicationId, key: ApiKeyId),
);
