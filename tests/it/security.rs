//! Security: attacks, the judge's costs and failures, and every route with the wrong credentials.

mod attacks;
mod bytes;
mod judging;
pub(crate) mod matrix;
mod private_texts;
