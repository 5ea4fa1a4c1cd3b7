//! Executor of changes: it reads, checks `If-Match`, decides, and writes in one transaction.
//!
//! The write has an optimistic lock on the revision that was read. If another request overtakes it, the executor reads
//! and decides again. A request whose earlier attempt had its effect is answered as done, regardless of later changes.

use std::future::ready;

use contract::if_match::IfMatch;
use domain::{Author, Change, CommandError, Decision, Entity, Moment};
use store::{Collection, Effect, StoreError, WriteError};

use crate::context::Context;
use crate::failure::{Failure, already_applied};
use crate::retry::Attempt;

/// Creates the entity that `make` returns for a moment.
///
/// # Errors
/// Errors of `make`, and of the write's conditions.
pub async fn create<C: Collection>(
    cx: &Context,
    author: &Author,
    collection: &C,
    make: impl Fn(&Moment) -> Result<Decision<C::Entity>, CommandError>,
) -> Result<C::Entity, Failure> {
    let make = |_, moment: Moment| ready(make(&moment).map_err(Failure::from));
    run(cx, author, collection, None, None, make).await
}

/// Changes the entity with this key to the state from `decide`.
///
/// # Errors
/// `not_found`, `precondition_failed`, errors of `decide` and of the write's conditions; `conflict` if every try was
/// overtaken.
pub async fn change<C: Collection>(
    cx: &Context,
    author: &Author,
    collection: &C,
    key: &C::Key,
    if_match: Option<IfMatch>,
    decide: impl Fn(&C::Entity, &Moment) -> Result<Decision<C::Entity>, CommandError>,
) -> Result<C::Entity, Failure> {
    let decide = |before: Option<C::Entity>, moment: Moment| {
        let decision = before.as_ref().ok_or(CommandError::NotFound).and_then(|before| decide(before, &moment));
        ready(decision.map_err(Failure::from))
    };
    run(cx, author, collection, Some(key), if_match, decide).await
}

/// Removes the entity with this key, if `decide` allows it.
///
/// # Errors
/// As [`change`].
pub async fn remove<C: Collection>(
    cx: &Context,
    author: &Author,
    collection: &C,
    key: &C::Key,
    if_match: Option<IfMatch>,
    decide: impl Fn(&C::Entity) -> Result<Decision<C::Entity>, CommandError>,
) -> Result<(), Failure> {
    let decide = |before: Option<C::Entity>, _| {
        let decision = before.as_ref().ok_or(CommandError::NotFound).and_then(&decide);
        ready(decision.map_err(Failure::from))
    };
    write(cx, author, collection, Some(key), if_match, decide).await?;
    Ok(())
}

/// Decides on an entity, writes the decision, and returns the entity.
///
/// Without a key, it decides on a new entity.
///
/// # Errors
/// As [`change`]. `decide` gets `None` for a missing entity; `not_found` if it leaves none.
pub async fn run<C, F>(
    cx: &Context,
    author: &Author,
    collection: &C,
    key: Option<&C::Key>,
    if_match: Option<IfMatch>,
    decide: impl Fn(Option<C::Entity>, Moment) -> F,
) -> Result<C::Entity, Failure>
where
    C: Collection,
    F: Future<Output = Result<Decision<C::Entity>, Failure>>,
{
    write(cx, author, collection, key, if_match, decide).await?.ok_or(Failure::NOT_FOUND)
}

/// Writes a decision, and returns the state after it.
async fn write<C, F>(
    cx: &Context,
    author: &Author,
    collection: &C,
    key: Option<&C::Key>,
    if_match: Option<IfMatch>,
    decide: impl Fn(Option<C::Entity>, Moment) -> F,
) -> Result<Option<C::Entity>, Failure>
where
    C: Collection,
    F: Future<Output = Result<Decision<C::Entity>, Failure>>,
{
    if let Some(effect) = cx.operation().effect() {
        return done(collection, effect).await.map(Some);
    }
    cx.retry(C::Entity::OVERTAKEN, || async {
        let before = match key {
            Some(key) => collection.read(key).await?,
            None => None,
        };
        if let (Some(wanted), Some(before)) = (if_match, &before)
            && !wanted.allows(before.revision())
        {
            return Err(CommandError::Precondition.into());
        }
        let moment = cx.moment(before.as_ref().map(Entity::updated_at));
        let decision = decide(before.clone(), moment.clone()).await?;
        let change = Change::new(before, decision, author, cx.origin(), &moment);
        if !change.is_effective() {
            return Ok(Attempt::Done(change.before));
        }
        match collection.write(&change, cx.operation()).await {
            Ok(()) => Ok(Attempt::Done(change.after)),
            Err(WriteError::Changed) => Ok(Attempt::Overtaken),
            Err(WriteError::Store(StoreError::Busy)) => Ok(Attempt::Busy),
            Err(WriteError::Store(StoreError::AlreadyApplied(effect))) => {
                done(collection, &effect).await.map(|entity| Attempt::Done(Some(entity)))
            }
            Err(WriteError::Refused(error)) => Err(error.into()),
            Err(WriteError::Store(error)) => Err(error.into()),
        }
    })
    .await
}

/// Returns the current state of the entity that an earlier attempt wrote. An answer with a secret is not repeated.
async fn done<C: Collection>(collection: &C, effect: &Effect) -> Result<C::Entity, Failure> {
    if effect.withheld.is_some() {
        return Err(already_applied(effect));
    }
    collection.read_effect(effect).await?.ok_or_else(|| already_applied(effect))
}
