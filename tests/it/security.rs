//! Security: attacks, costs and failures of judging, and every route with wrong credentials.

mod attacks;
mod bytes;
mod judging;
pub(crate) mod matrix;
mod private_texts;
