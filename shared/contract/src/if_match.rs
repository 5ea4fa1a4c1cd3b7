//! Precondition on a record's revision (RFC 9110, section 13.1.1).

use std::str::FromStr;

/// Precondition on a record's revision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IfMatch {
    /// `*`: any revision.
    Any,
    /// This revision.
    Revision(u64),
    /// Tag that no record of this API has.
    Never,
}

impl IfMatch {
    /// Returns true if a record at `revision` may be changed.
    pub fn allows(self, revision: u64) -> bool {
        match self {
            Self::Any => true,
            Self::Revision(wanted) => wanted == revision,
            Self::Never => false,
        }
    }
}

/// Header that is neither `*` nor one strong tag (RFC 9110, sections 8.8.3 and 13.1.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0} Send the `ETag` exactly as you received it: one tag, in quotes, without `W/`.")]
pub struct InvalidIfMatch(&'static str);

impl FromStr for IfMatch {
    type Err = InvalidIfMatch;

    fn from_str(value: &str) -> Result<Self, InvalidIfMatch> {
        let value = value.trim_matches([' ', '\t']);
        if value == "*" {
            return Ok(Self::Any);
        }
        let tag = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|tag| !tag.contains('"'));
        if let Some(tag) = tag {
            let revision = tag.parse().ok().filter(|revision: &u64| revision.to_string() == tag);
            return Ok(revision.map_or(Self::Never, Self::Revision));
        }
        Err(InvalidIfMatch(if value.starts_with("W/") {
            "`If-Match` has a weak tag, which never matches."
        } else if value.contains(',') {
            "`If-Match` has several tags."
        } else {
            "`If-Match` has no tag in quotes."
        }))
    }
}
