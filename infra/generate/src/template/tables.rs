//! DynamoDB tables.

use contract::table::{Table, TableShape};

use crate::names;

/// Returns the logical id of a table.
pub(super) fn logical_id(table: Table) -> String {
    format!("{}Table", names::pascal(table.name()))
}

/// Returns one resource per table.
pub(crate) fn tables() -> String {
    Table::ALL.map(resource).join("\n")
}

fn resource(table: Table) -> String {
    let shape = table.shape();
    let ttl = shape.ttl.map(|attribute| {
        format!("      TimeToLiveSpecification:\n        AttributeName: {attribute}\n        Enabled: true\n")
    });
    format!(
        include_str!("table.yaml"),
        id = logical_id(table),
        name = table.name(),
        ttl = ttl.unwrap_or_default(),
        attributes = attributes(&shape),
        key = key("        ", "pk", shape.sorted.then_some("sk")),
        indexes = indexes(&shape),
    )
}

/// Returns each key attribute once.
fn attributes(shape: &TableShape) -> String {
    let own = ["pk"].into_iter().chain(shape.sorted.then_some("sk"));
    let mut names: Vec<&str> = Vec::new();
    for name in own.chain(shape.indexes.iter().flat_map(|index| [index.partition, index.sort])) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let line = |name: &&str| format!("        - {{ AttributeName: {name}, AttributeType: S }}\n");
    format!("      AttributeDefinitions:\n{}", names.iter().map(line).collect::<String>())
}

fn key(indent: &str, partition: &str, sort: Option<&str>) -> String {
    let line = |name: &str, kind: &str| format!("{indent}- {{ AttributeName: {name}, KeyType: {kind} }}\n");
    line(partition, "HASH") + &sort.map(|sort| line(sort, "RANGE")).unwrap_or_default()
}

fn indexes(shape: &TableShape) -> String {
    if shape.indexes.is_empty() {
        return String::new();
    }
    let index = |index: &contract::table::Index| {
        format!(
            "        - IndexName: {}\n          KeySchema:\n{}          Projection: {{ ProjectionType: ALL }}\n",
            index.name,
            key("            ", index.partition, Some(index.sort)),
        )
    };
    format!("      GlobalSecondaryIndexes:\n{}", shape.indexes.iter().map(index).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_the_keys_of_its_shape() {
        let replay = resource(Table::Replay);
        assert!(replay.contains("AttributeName: ttl\n") && !replay.contains("RANGE"));
        let customers = resource(Table::Customers);
        assert_eq!(customers.matches("AttributeType: S").count(), 4);
        assert!(customers.contains("- IndexName: by-status\n") && !customers.contains("TimeToLive"));
    }

    #[test]
    fn every_table_outlives_the_stack() {
        let text = tables();
        for line in ["DeletionPolicy: Retain", "UpdateReplacePolicy: Retain", "PointInTimeRecoveryEnabled: true"] {
            assert_eq!(text.matches(&format!(" {line}\n")).count(), Table::ALL.len(), "{line}");
        }
    }
}
