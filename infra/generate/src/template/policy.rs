//! Policy statements of a function's role: one per resource.

use contract::id::{DocumentId, OrganizationId, WIDTH};
use contract::route::{Grant, WatchListAction};
use contract::table::Table;

use super::tables;

/// Returns the ARN pattern of document contents. Objects come and go, so a policy can only use a pattern. Each `?` is
/// one character, so only an organization's documents match.
fn contents() -> String {
    objects("")
}

/// Returns the ARN pattern of uploads that are not documents yet.
fn uploads() -> String {
    objects("uploads/")
}

fn objects(below: &str) -> String {
    let digits = "?".repeat(WIDTH);
    format!("!Sub ${{DocumentsBucket.Arn}}/{below}{}_{digits}/{}_{digits}", OrganizationId::PREFIX, DocumentId::PREFIX)
}

/// Actions that a role allows on one resource.
#[derive(Debug, PartialEq)]
pub(super) struct Statement {
    /// IAM names of the actions.
    pub(super) actions: Vec<&'static str>,
    /// ARN of the resource, as an intrinsic function.
    pub(super) resource: String,
    /// Template condition under which the resource exists.
    pub(super) only_if: Option<&'static str>,
}

/// Returns the statements for `grants`, which are sorted.
pub(super) fn statements(grants: &[Grant]) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for grant in grants {
        let (action, resource) = match grant {
            Grant::Table(table, action) => (action.name(), table_arn(*table)),
            Grant::Index(table, index) => ("dynamodb:Query", index_arn(*table, index)),
            Grant::Content(action) => (action.name(), contents()),
            Grant::WatchList(WatchListAction::Read) => {
                ("s3:GetObject", "!Sub ${WatchListBucket.Arn}/targets.simple.csv".to_owned())
            }
            Grant::WatchList(WatchListAction::Miss) => ("s3:ListBucket", "!GetAtt WatchListBucket.Arn".to_owned()),
            Grant::Upload(action) => (action.name(), uploads()),
            Grant::HmacKey => ("kms:GenerateMac", "!GetAtt HmacKey.Arn".to_owned()),
        };
        match statements.iter_mut().find(|statement| statement.resource == resource) {
            Some(statement) => statement.actions.push(action),
            None => statements.push(Statement { actions: vec![action], resource, only_if: None }),
        }
    }
    if grants.contains(&Grant::HmacKey) {
        statements.push(Statement {
            actions: vec!["kms:GenerateMac"],
            resource: "!Ref FurtherHmacKeyArns".to_owned(),
            only_if: Some("HasFurtherHmacKeys"),
        });
    }
    statements
}

fn table_arn(table: Table) -> String {
    format!("!GetAtt {}.Arn", tables::logical_id(table))
}

fn index_arn(table: Table, index: &str) -> String {
    format!("!Sub ${{{}.Arn}}/index/{index}", tables::logical_id(table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::table::BY_STATUS;

    #[test]
    fn a_statement_a_resource() {
        let grants = [
            Grant::get(Table::Access),
            Grant::get(Table::Customers),
            Grant::put(Table::Customers),
            Grant::index(Table::Customers, BY_STATUS),
            Grant::HmacKey,
        ];
        let found: Vec<_> = statements(&grants).into_iter().map(|s| (s.actions.join(" "), s.resource)).collect();
        let expected = [
            ("dynamodb:GetItem", "!GetAtt AccessTable.Arn"),
            ("dynamodb:GetItem dynamodb:PutItem", "!GetAtt CustomersTable.Arn"),
            ("dynamodb:Query", "!Sub ${CustomersTable.Arn}/index/by-status"),
            ("kms:GenerateMac", "!GetAtt HmacKey.Arn"),
            ("kms:GenerateMac", "!Ref FurtherHmacKeyArns"),
        ];
        assert_eq!(found, expected.map(|(actions, resource)| (actions.to_owned(), resource.to_owned())));
    }
}
