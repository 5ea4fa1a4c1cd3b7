//! The known attacks, each refused with its code.
