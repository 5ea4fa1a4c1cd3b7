//! Business rules: pure functions from a record, a command and a moment to a change.
//!
//! No I/O, no async, no AWS, no Lambda. A decision depends only on the current record. [`Change`] derives all writes
//! from it: the next record, the line of its activity log, the entries of the audit history, and the requirements on
//! other records.
//!
//! | module | decides |
//! | --- | --- |
//! | [`customer`], [`beneficiary`] | creation, edits, submission, reviews |
//! | [`payment`], [`quote`], [`pricing`] | price, correction, cancellation, reviews by one or two people |
//! | [`screening`] | payment holds |
//! | [`ticket`] | messages, resolution |
//! | [`application`] | credentials and their rotation |
//! | [`organization`], [`member`], [`rates`] | changes by admins |
//!
//! # Reviews
//!
//! A table lists the decisions that each status allows ([`customer::REVIEWS`], [`payment::REVIEWS`]). A 409 names the
//! allowed statuses from it. The activity line is the difference between the two statuses, the audit entry the
//! difference between the two records. Without a difference, neither is written.
//!
//! # Payments
//!
//! A quote and its payment hold `paymentDetailsRevision` of customer and beneficiary: the last revision that changed
//! the destination of money. That is any field of the beneficiary, and the customer's name, registration and country. A
//! payment is created, approved and processed only while both parties are unchanged, approved and not held. After a
//! change it needs a correction with a new quote, then a review. A price can be approved until `priceValidUntil`
//! (`PRICE_VALID_SECONDS`, a day).
//!
//! Two people: anyone who created or replaced a credential of an organization, partner user or admin, cannot decide its
//! payments for 7 days. The transaction that creates the credential records its maker in `access`; each decision has
//! that record as a condition. A payment above `ONE_PERSON_LIMITS` is processed by another admin than its approver.
//! Both rules refuse with `role_denied`.
//!
//! # Pricing
//!
//! Exact rational numbers, rounded once at each step that [`pricing`] lists. The tests compare 100,000 quotes with
//! Python's `fractions`.
//!
//! # Credentials
//!
//! A replaced signing key verifies until its grace window ends. A replacement never extends the end of a key.
//!
//! Weak keys are refused: a prime factor below 2^20 (one gcd with the product of those primes), a prime or a prime
//! power, ROCA, close primes, and a prime shared with a registered key. Registered keys are one partition of `access`:
//! an item with its modulus for each, removed with the key. A registration reads all of them in one strongly consistent
//! query, multiplies them modulo the new one, and computes one gcd. The partition also has a counter, which is read
//! first. The registering transaction increments it, on the condition that it is unchanged. So of two related keys
//! registered at once, the second is compared with the first. Cost of a registration: 1 MB read for 2,500 keys, some
//! microseconds for each key. One item with products of many moduli would be as large, and rewritten with each key.
//! Beyond some 50,000 keys (20 MB) a registration takes more than a second. The 409 does not name the other key's
//! owner.
//!
//! # Screening
//!
//! Screening covers the company with its trading names, its persons, the primary contact, the beneficiary, its bank and
//! its intermediary bank. The write that creates or changes a customer or beneficiary screens it. The result is a
//! record in `screening`, a companion write in the same transaction. The customer or beneficiary has its summary with
//! `paymentHold`, a condition of its payments. An admin's decision changes both in one transaction, each under its
//! optimistic lock. So a hold applies to the next payment, and no payment passes between a decision and the hold.
//!
//! A subject's id is derived from its record's (`scr_` and the same digits, `-2` for a person), without a look-up. A
//! cleared match stays cleared while the compared values are unchanged and the entry has no new topic. Otherwise it
//! opens again, with the earlier decision beside it. A decision that replaces another names it (`supersedes`), so an
//! admin never replaces an unseen decision. One item holds all matches of a record: the best 40 are listed; all are
//! counted, and all cause a hold.

pub mod application;
pub mod author;
pub mod beneficiary;
pub mod change;
pub mod customer;
pub mod error;
pub mod member;
pub mod moment;
pub mod organization;
pub mod payment;
pub mod pricing;
pub mod quote;
pub mod rates;
pub mod record;
pub mod requirement;
pub mod review;
pub mod screening;
pub mod ticket;
pub mod two_person;

pub use author::{Author, Origin};
pub use change::{Change, Companion, Decision, Replacement, Step, Subject};
pub use error::CommandError;
pub use moment::Moment;
pub use record::{Entity, Logged, Record};
