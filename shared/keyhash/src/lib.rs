//! keyhash
