//! What judging costs and how it fails: AWS calls, caches, faults, replays, idempotency.
