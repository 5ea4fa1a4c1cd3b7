//! Changes to a value.

use super::reader::{FromJson, Reader, from_tree};
use super::tree::Json;
use crate::problem::FieldError;

/// Changes to a `T` as a JSON merge patch (RFC 7396).
///
/// A member replaces the one of that name, `null` removes it, and an absent member stays. Lists are replaced whole. The
/// result is validated as a whole `T`.
#[derive(Clone, Debug)]
pub struct MergePatch<T> {
    changes: Vec<(String, Json)>,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T: FromJson + serde::Serialize> MergePatch<T> {
    /// Returns the value after the change.
    ///
    /// # Errors
    /// The rules that the result breaks.
    pub fn apply(&self, value: &T) -> Result<T, Vec<FieldError>> {
        let Ok(Json::Object(mut members)) = serde_json::to_value(value).map(Json::from_value) else {
            return Err(Vec::new());
        };
        for (name, change) in &self.changes {
            members.retain(|(present, _)| present != name);
            members.push((name.clone(), change.clone()));
        }
        from_tree(Json::Object(members))
    }
}

impl<T: FromJson> FromJson for MergePatch<T> {
    const PARTIAL: bool = true;

    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let kept = value.clone();
        // Without a required member it is not a whole `T`. Only refused members count.
        let _ = T::from_json(value, at);
        match kept {
            Json::Object(changes) if at.is_clean() => Some(Self { changes, of: std::marker::PhantomData }),
            _ => None,
        }
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for MergePatch<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Patch", T::schema_name().trim_end_matches("Profile")).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = T::json_schema(generator);
        schema.remove("required");
        // `xtask::gen` builds the example of a patch from a few members.
        schema.insert("x-example".to_owned(), "part".into());
        schema
    }
}

/// Member of a patch: absent or a value, but never `null`.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PatchField<T>(Option<T>);

impl<T> PatchField<T> {
    /// Returns the value, if there is one.
    pub fn into_option(self) -> Option<T> {
        self.0
    }
}

impl<T> Default for PatchField<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: FromJson> FromJson for PatchField<T> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        T::from_json(value, at).map(|value| Self(Some(value)))
    }
    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for PatchField<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}
