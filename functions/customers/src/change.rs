//! Changing a customer: only in a status that a partner may change, and only if nobody else was quicker.

use contract::activity::{Activity, CreatorRole, EntityType, EventType};
use contract::customer::{Customer, CustomerProfile, CustomerStatus};
use contract::id::{ActivityId, CustomerId};
use runtime::{Context, Failure};
use store::{ForChange, UpdateError};
use verify::{Caller, IfMatch};

/// Times a change is tried again on what somebody else made of the customer meanwhile.
const ATTEMPTS: usize = 5;

/// What becomes of a customer.
pub(crate) struct Change {
    pub(crate) profile: Option<CustomerProfile>,
    pub(crate) status: Option<CustomerStatus>,
}

/// Changes the customer as `decide` says of its present state.
pub(crate) async fn change(
    cx: &Context,
    caller: &Caller,
    id: &CustomerId,
    if_match: Option<IfMatch>,
    decide: impl Fn(&Customer) -> Result<Change, Failure>,
) -> Result<Customer, Failure> {
    let customers = cx.store().customers(&caller.organization);
    for _ in 0..ATTEMPTS {
        let before = match customers.get_for_change(id, cx.operation()).await?.ok_or(Failure::NotFound)? {
            ForChange::Open(customer) => customer,
            ForChange::Done(customer) => return Ok(customer),
        };
        if !if_match.is_none_or(|wanted| wanted.allows(before.revision)) {
            return Err(Failure::Precondition);
        }
        if !before.status.is_editable() {
            let allowed = CustomerStatus::EDITABLE.map(CustomerStatus::name).join(", ");
            return Err(Failure::State { is: before.status.name(), allowed });
        }
        let Change { profile, status } = decide(&before)?;
        let from = before.status;
        let after = Customer {
            profile: profile.unwrap_or(before.profile),
            status: status.unwrap_or(from),
            updated_at: cx.now(),
            revision: before.revision + 1,
            ..before
        };
        let activity = (after.status != from).then(|| status_change(cx, caller, &after, Some(from)));
        match customers.replace(after, activity.as_ref(), cx.operation()).await {
            Ok(customer) => return Ok(customer),
            Err(UpdateError::Changed) => {}
            Err(UpdateError::Store(error)) => return Err(error.into()),
        }
    }
    Err(Failure::Conflict("The customer is being changed by others at this moment. Try again.".into()))
}

/// The line that says that `customer` came into its status.
pub(crate) fn status_change(
    cx: &Context,
    caller: &Caller,
    customer: &Customer,
    from: Option<CustomerStatus>,
) -> Activity {
    Activity {
        id: ActivityId::new(cx.next_id()),
        entity_type: EntityType::Customer,
        entity_id: customer.id.to_string(),
        event_type: EventType::StatusChange,
        from_status: from.map(|status| status.name().to_owned()),
        to_status: Some(customer.status.name().to_owned()),
        note: None,
        target_user_id: None,
        target_user_first_name: None,
        target_user_last_name: None,
        created_by_id: caller.application.to_string(),
        created_by_first_name: Some(caller.application_name.clone()),
        created_by_last_name: None,
        created_by_role: CreatorRole::Application,
        created_at: cx.now(),
    }
}
