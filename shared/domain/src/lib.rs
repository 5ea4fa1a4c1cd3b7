//! Records, and what may become of them: pure functions from record, command and moment to a change.
//!
//! No I/O, no async, no AWS, no Lambda. A decision is made of the record as it is; [`Change`] makes of it all that is
//! written: the record after it, the line in its activity log, the entries of the audit history, and the requirements
//! on other records.
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
//! The decisions that a status allows are a table ([`customer::REVIEWS`], [`payment::REVIEWS`]). The 409 takes the
//! allowed ones from it. The activity line is the difference of the two statuses, the audit entry that of the two
//! records; without a difference, none is written.
//!
//! # Payments
//!
//! A quote, and the payment made of it, hold the revisions that last changed what decides where money goes: the whole
//! beneficiary; the customer's name, registration and country (`paymentDetailsRevision`). A payment is made, approved
//! and processed only while both are unchanged, approved and not held. After a change it needs a correction with a new
//! quote, then a review. A price can be approved until `priceValidUntil` (`PRICE_VALID_SECONDS`, a day).
//!
//! Two people: who made or replaced a credential of an organization, partner user or admin, decides none of its
//! payments for 7 days. The transaction that makes the credential notes its maker in `access`; each decision is on the
//! condition of that note. A payment above `ONE_PERSON_LIMITS` is processed by another admin than the one who approved
//! it. Both are refused with `role_denied`.
//!
//! # Pricing
//!
//! Exact rational numbers, rounded once at each place that the module's first lines name. The tests compare 100,000
//! quotes with Python's `fractions`.
//!
//! # Credentials
//!
//! A signing key that is replaced verifies until its grace window ends. A replacement never extends an end that a key
//! already has.
//!
//! Weak keys are refused: a prime factor below 2^20 (one gcd with the product of those primes), a prime or a power of
//! one, ROCA, close primes; and a prime shared with a registered key. Registered keys are one partition of `access`, an
//! item with its modulus each, removed with the key. A registration reads them all in one strongly consistent query,
//! and multiplies them modulo the new one: one gcd at the end tells. Beside them is a counter, read first. The
//! transaction that registers a key counts it up on the condition that it is what was read, so that of two related keys
//! registered at once the second is compared with the first. Cost of a registration: 1 MB read for 2,500 keys, some
//! microseconds a key. Products of many moduli in one item would be as many bytes, and rewritten with each key. Beyond
//! some 50,000 keys (20 MB) a registration takes more than a second. The 409 does not name the other key's owner.
//!
//! # Screening
//!
//! Screened are the company with its trading names, its persons, the primary contact, the beneficiary, its bank and its
//! intermediary bank. The write that makes or changes a customer or beneficiary screens it. The result is a record of
//! its own in `screening`, written in the same transaction as a companion write; the customer or beneficiary has its
//! summary, `paymentHold`, on which payments are conditional. An admin's decision changes both in one transaction, each
//! on the condition of its revision. So a hold takes effect on the next payment, and no payment passes between a
//! decision and the hold.
//!
//! A subject's id is made of its record's (`scr_` and the same digits, `-2` for a person): nothing is looked up. A
//! cleared match stays cleared while the compared values are the same and the entry has no new topic; otherwise it is
//! open again, with the earlier decision beside it. A decision that replaces another names it (`supersedes`): of two
//! admins with one open match, the second replaces nothing unseen. One item holds all matches of a record: the best 40
//! are listed, all count, all hold.

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
