//! Generated blocks of `infra/template.yaml`, in the order of the routes.

#[cfg(test)]
mod checks;
mod functions;
mod paths;
mod policy;
mod tables;

pub(super) use functions::functions;
pub(super) use paths::paths;
pub(super) use tables::tables;
