//! Empty: carries the dependencies
