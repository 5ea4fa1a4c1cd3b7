//! Who makes a line in an activity log.

use contract::activity::CreatorRole;
use identity::NuveraAdmin;
use verify::Caller;

/// Who changes a record.
#[derive(Clone, Debug)]
pub struct Author {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) role: CreatorRole,
}

impl From<&Caller> for Author {
    fn from(caller: &Caller) -> Self {
        Self {
            id: caller.application.to_string(),
            name: Some(caller.application_name.clone()),
            role: CreatorRole::Application,
        }
    }
}

/// Partners see who reviewed by id: an admin's address is none of their business.
impl From<&NuveraAdmin> for Author {
    fn from(admin: &NuveraAdmin) -> Self {
        Self { id: admin.user_id().to_string(), name: None, role: CreatorRole::Admin }
    }
}
