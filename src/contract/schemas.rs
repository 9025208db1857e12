//! The JSON Schema of every document, made from its type.
//!
//! Objects are open: a later program may add fields within one version.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::{
    ActiveDay, ArtifactListed, BandReading, BriefNow, ChangeDone, CompletionAnswer, ContextNow,
    DeskNow, Document, Failed, FilePaths, HealthReading, ImportDone, LoggedActivity,
    MetricsWritten, NextSteps, OpenGaps, PastSession, PlaybookChecked, PlaybookShown,
    PlaybooksListed, PolicyChecked, ReportDone, ReportWritten, RunAudit, SearchResult,
    SessionDetail, SettingsCheck, SettingsList, SettingsPath, SourceAdded, SourcesChecked,
    SourcesListed, SprintDetail, Status, StepShown, StoreReport, SwitchMade, TaskDetail,
    TaskListed, TasksImported, TokenAdded, TokenRevoked, TokensListed,
};

use crate::core::{RunGlance, SessionSummary};

/// The formats that JSON Schema itself defines and that are used here.
const FORMATS: [&str; 2] = ["date", "date-time"];

/// Returns each schema as the name of its file and the text of it.
///
/// # Errors
/// If the serializer fails; it does so for no schema of this program.
pub fn all() -> serde_json::Result<Vec<(String, String)>> {
    [
        schema::<Status>(),
        schema::<BriefNow>(),
        schema::<ChangeDone>(),
        schema::<CompletionAnswer>(),
        schema::<Failed>(),
        schema::<NextSteps>(),
        schema::<OpenGaps>(),
        schema::<ContextNow>(),
        schema::<BandReading>(),
        schema::<HealthReading>(),
        schema::<LoggedActivity>(),
        schema::<PastSession>(),
        schema::<ActiveDay>(),
        schema::<ReportDone>(),
        schema::<ReportWritten>(),
        schema::<MetricsWritten>(),
        schema::<ImportDone>(),
        schema::<SearchResult>(),
        schema::<SessionDetail>(),
        schema::<SessionSummary>(),
        schema::<StoreReport>(),
        schema::<SwitchMade>(),
        schema::<TaskListed>(),
        schema::<TaskDetail>(),
        schema::<SprintDetail>(),
        schema::<ArtifactListed>(),
        schema::<TasksImported>(),
        schema::<SettingsCheck>(),
        schema::<SettingsPath>(),
        schema::<PlaybookChecked>(),
        schema::<SettingsList>(),
        schema::<PlaybooksListed>(),
        schema::<PlaybookShown>(),
        schema::<StepShown>(),
        schema::<PolicyChecked>(),
        schema::<SourcesListed>(),
        schema::<SourcesChecked>(),
        schema::<SourceAdded>(),
        schema::<TokensListed>(),
        schema::<TokenAdded>(),
        schema::<TokenRevoked>(),
        schema::<FilePaths>(),
        schema::<DeskNow<'_>>(),
        schema::<RunGlance>(),
        schema::<RunAudit>(),
    ]
    .into_iter()
    .map(|(name, schema)| {
        Ok((file_name(name), format!("{}\n", serde_json::to_string_pretty(&schema)?)))
    })
    .collect()
}

fn schema<T: Document + JsonSchema>() -> (&'static str, Schema) {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(keep_what_json_means));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    name_itself(&mut schema, T::SCHEMA);
    (T::SCHEMA, schema)
}

/// Returns the file of a schema: `status.json` for `onwatch.status/1`.
fn file_name(schema: &str) -> String {
    let what = schema.trim_start_matches("onwatch.").trim_end_matches("/1");
    format!("{what}.json")
}

/// Adds the field `schema`, which heads every document.
fn name_itself(schema: &mut Schema, name: &str) {
    schema.insert("title".to_owned(), name.into());
    let field = json!({ "const": name, "description": "The name and version of this form." });
    if let Some(properties) =
        schema.ensure_object().get_mut("properties").and_then(Value::as_object_mut)
    {
        properties.insert("schema".to_owned(), field);
    }
    if let Some(required) = schema.ensure_object().get_mut("required").and_then(Value::as_array_mut)
    {
        required.insert(0, "schema".into());
    }
}

/// Removes what only Rust means: formats such as `uint64`, defaults of fields that are always
/// there, and closed objects.
pub(super) fn keep_what_json_means(schema: &mut Schema) {
    let is_standard = |format: &Value| format.as_str().is_some_and(|name| FORMATS.contains(&name));
    if schema.get("format").is_some_and(|format| !is_standard(format)) {
        schema.remove("format");
    }
    if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        schema.remove("additionalProperties");
    }
    schema.remove("default");
}
