//! Generated blocks of `infra/template.yaml`, as text in the order of the list of routes.

#[cfg(test)]
mod checks;
mod functions;
mod paths;
mod policy;
mod tables;

pub(super) use functions::functions;
pub(super) use paths::paths;
pub(super) use tables::tables;
