//! `/partner/v1`: who may sign in and what they see.
