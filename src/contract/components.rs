//! The components of the document of the HTTP interface, made from their types.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use super::document::Document;
use super::schemas::keep_what_json_means;
use super::{
    AgentSession, AgentSessionCreate, AgentSessionDeleted, AgentSessionFound, AgentSessionUpdate,
    ArtifactListed, AssessmentAudit, AssessmentCreate, AssessmentSession, AssessmentStatus,
    AssessmentStep, AssessmentStepDone, BandReading, BodyFaults, BriefNow, ChangeDone,
    CompletionAnswer, ContextNow, DeskEvent, DeskNow, DetailedWords, EventsBegun, GoChecklist,
    GoComplete, GoCompleted, GoCone, GoEnd, GoNext, GoSession, GoSessions, GoStart, GoStartRefused,
    GoStatus, HealthReading, LoggedActivity, NextSteps, OpenGaps, PastSessionsPage, PlaybookShown,
    PlaybooksListed, PolicyChecked, ProblemDetails, ReportDone, RunAudit, SearchResult,
    SessionDetail, SprintDetail, Status, StepShown, SwitchMade, TaskDetail, TaskListed,
};
use crate::core::RunGlance;

/// Where components refer to each other.
const PATH: &str = "/components/schemas";

/// The components as they are made.
struct Components {
    generator: SchemaGenerator,
    named: Map<String, Value>,
    /// The documents, with the name and version of their form.
    documents: Vec<(String, &'static str)>,
}

/// Returns each component by its name: first what the program sends, then what it takes.
#[must_use]
pub fn components() -> Map<String, Value> {
    let mut sent = Components::new(SchemaSettings::draft2020_12().for_serialize());
    answers(&mut sent);
    documents(&mut sent);
    let mut taken = Components::new(SchemaSettings::draft2020_12().for_deserialize());
    taken.add::<AgentSessionCreate>("AgentSessionCreate");
    taken.add::<AgentSessionUpdate>("AgentSessionUpdate");
    taken.add::<AssessmentCreate>("AssessmentCreate");
    taken.add::<AssessmentStatus>("AssessmentStatus");
    taken.add::<AssessmentStep>("AssessmentStep");
    taken.add::<GoComplete>("GoComplete");
    taken.add::<GoEnd>("GoEnd");
    taken.add::<GoStart>("GoStart");
    let mut all = taken.finish();
    all.extend(sent.finish());
    all
}

fn answers(sent: &mut Components) {
    sent.add::<AgentSession>("AgentSession");
    sent.add::<AgentSessionDeleted>("AgentSessionDeleted");
    sent.add::<AgentSessionFound>("AgentSessionFound");
    sent.add::<AssessmentAudit>("AssessmentAudit");
    sent.add::<AssessmentSession>("AssessmentSession");
    sent.add::<AssessmentStepDone>("AssessmentStepDone");
    sent.add::<BodyFaults>("BodyFaults");
    sent.add::<DetailedWords>("DetailedWords");
    sent.add::<GoChecklist>("GoChecklist");
    sent.add::<GoCompleted>("GoCompleted");
    sent.add::<GoCone>("GoCone");
    sent.add::<GoNext>("GoNext");
    sent.add::<GoSession>("GoSession");
    sent.add::<GoSessions>("GoSessions");
    sent.add::<GoStartRefused>("GoStartRefused");
    sent.add::<GoStatus>("GoStatus");
    sent.add::<PastSessionsPage>("PastSessionsPage");
    sent.add::<ProblemDetails<'_>>("ProblemDetails");
}

fn documents(sent: &mut Components) {
    sent.document::<ArtifactListed>("ArtifactListed");
    sent.document::<BandReading>("BandReading");
    sent.document::<BriefNow>("BriefNow");
    sent.document::<ChangeDone>("ChangeDone");
    sent.document::<CompletionAnswer>("CompletionAnswer");
    sent.document::<ContextNow>("ContextNow");
    sent.document::<DeskEvent>("DeskEvent");
    sent.document::<DeskNow<'_>>("DeskNow");
    sent.document::<EventsBegun>("EventsBegun");
    sent.document::<HealthReading>("HealthReading");
    sent.document::<LoggedActivity>("LoggedActivity");
    sent.document::<NextSteps>("NextSteps");
    sent.document::<OpenGaps>("OpenGaps");
    sent.document::<PlaybookShown>("PlaybookShown");
    sent.document::<PlaybooksListed>("PlaybooksListed");
    sent.document::<PolicyChecked>("PolicyChecked");
    sent.document::<ReportDone>("ReportDone");
    sent.document::<RunAudit>("RunAudit");
    sent.document::<RunGlance>("RunGlance");
    sent.document::<SearchResult>("SearchResult");
    sent.document::<SessionDetail>("SessionDetail");
    sent.document::<SprintDetail>("SprintDetail");
    sent.document::<Status>("Status");
    sent.document::<StepShown>("StepShown");
    sent.document::<SwitchMade>("SwitchMade");
    sent.document::<TaskDetail>("TaskDetail");
    sent.document::<TaskListed>("TaskListed");
}

impl Components {
    fn new(settings: SchemaSettings) -> Self {
        let settings = settings
            .with(|settings| settings.definitions_path = PATH.into())
            .with_transform(RecursiveTransform(keep_what_json_means));
        Self { generator: settings.into(), named: Map::new(), documents: Vec::new() }
    }

    fn add<T: JsonSchema>(&mut self, name: &str) {
        let schema = self.generator.subschema_for::<T>().to_value();
        self.named.insert(name.to_owned(), schema);
    }

    fn document<T: Document + JsonSchema>(&mut self, name: &str) {
        self.add::<T>(name);
        self.documents.push((name.to_owned(), T::SCHEMA));
    }

    /// Returns every component. A document has the field `schema`; it may lack where it is a part of another one.
    fn finish(mut self) -> Map<String, Value> {
        let mut all = self.generator.take_definitions(true);
        let own = |name: &str| json!({ "$ref": format!("#{PATH}/{name}") });
        for (name, schema) in self.named {
            // A type with another name, or without one, is told by its own form.
            if schema != own(&name) {
                all.insert(name, schema);
            }
        }
        let mut parts = BTreeSet::new();
        all.values().for_each(|schema| add_parts(schema, &mut parts));
        for (name, form) in self.documents {
            let is_part = parts.contains(&name);
            let target = all.get(&name).and_then(|schema| schema.get("$ref")).cloned();
            let renamed = target.as_ref().and_then(Value::as_str);
            let renamed = renamed.and_then(|path| path.rsplit('/').next()).map(str::to_owned);
            let Some(schema) = all.get_mut(&renamed.unwrap_or(name)) else { continue };
            let field =
                json!({ "const": form, "description": "The name and version of this form." });
            if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert("schema".to_owned(), field);
            }
            if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut)
                && !is_part
            {
                required.insert(0, "schema".into());
            }
        }
        all
    }
}

/// Adds the names of the components that a schema refers to.
fn add_parts(schema: &Value, parts: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            let to = fields.get("$ref").and_then(Value::as_str);
            parts.extend(to.and_then(|path| path.rsplit('/').next()).map(str::to_owned));
            fields.values().for_each(|value| add_parts(value, parts));
        }
        Value::Array(values) => values.iter().for_each(|value| add_parts(value, parts)),
        _ => {}
    }
}
