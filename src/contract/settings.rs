//! The settings: the file, whether it is sound, what is in force.

use serde::Serialize;

use super::document::Document;

/// The path of the settings file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SettingsPath {
    /// The path of the settings file.
    pub file: String,
}

impl Document for SettingsPath {
    const SCHEMA: &'static str = "onwatch.config_path/1";
}

/// The settings file and the themes were read.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SettingsCheck {
    /// The path of the settings file.
    pub file: String,
    /// Whether all of it can be used. A file that cannot be used is an error instead.
    pub sound: bool,
    /// What was read and is not used.
    pub warnings: Vec<String>,
}

impl Document for SettingsCheck {
    const SCHEMA: &'static str = "onwatch.config_check/1";
}

/// All settings in force.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SettingsList {
    /// The path of the settings file.
    pub file: String,
    /// The settings.
    pub settings: Vec<SettingEntry>,
}

impl Document for SettingsList {
    const SCHEMA: &'static str = "onwatch.config/1";
}

/// A setting in force.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SettingEntry {
    /// The name, such as `panel.theme`.
    pub name: String,
    /// The value.
    #[cfg_attr(feature = "schemas", schemars(with = "serde_json::Value"))]
    pub value: toml::Value,
    /// What set the value.
    pub from: SettingSource,
    /// The line of the settings file, from 1, if the file set the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// What set a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettingSource {
    /// Nothing: it is the default.
    Default,
    /// The settings file.
    File,
    /// An option of the command line, by its name.
    Option(&'static str),
    /// An environment variable, by its name.
    Variable(&'static str),
}
