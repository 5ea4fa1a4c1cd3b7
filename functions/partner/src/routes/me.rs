//! GET /partner/v1/me

use contract::member::{Me, Role};
use contract::routes::GetMe;
use runtime::{ByConsoleUser, ConsoleUser};
use usecases::{Context, Failure, Outcome};

/// Returns the signed-in person: a partner user with the organization, or a Nuvera admin.
///
/// # Errors
/// `not_found` if the organization does not exist.
pub async fn handle(cx: &Context, request: ByConsoleUser<GetMe>) -> Outcome<GetMe> {
    match request.user {
        ConsoleUser::Partner(user) => {
            let organization = cx.store().organizations().get(user.organization()).await?.ok_or(Failure::NOT_FOUND)?;
            let (user_id, email) = (user.user_id().clone(), user.email().clone());
            Ok(Me { user_id, email, role: Role::PartnerUser, organization: Some(organization) })
        }
        ConsoleUser::Admin(admin) => {
            let (user_id, email) = (admin.user_id().clone(), admin.email().clone());
            Ok(Me { user_id, email, role: Role::NuveraAdmin, organization: None })
        }
    }
}
