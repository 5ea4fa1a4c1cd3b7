//! Empty library: the tests are in `it`, one binary.
