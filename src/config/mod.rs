//! The user's settings: one TOML file in which every key is optional, over the defaults.
//!
//! This room reads settings and themes, and says what is wrong with them. It must not know the
//! environment (its caller says where the file is), or what the panel does with a setting.

mod action;
mod checks;
mod chord;
mod defaults;
mod directives;
mod entries;
mod fields;
mod file;
mod file_stamp;
mod instructions;
mod keys;
mod known_settings;
mod length;
mod named;
mod names;
mod notify;
mod panel;
mod playbook;
mod playbook_faults;
mod playbook_files;
mod playbook_notices;
mod playbook_step;
mod plugin;
mod policy;
mod scope;
mod serve;
mod serve_text;
mod session;
mod settings;
mod source;
mod source_fields;
mod source_http;
mod source_keys;
mod source_rules;
mod source_table;
mod source_text;
mod text;
mod theme;
mod word;

pub use action::Action;
pub use chord::Chord;
pub use defaults::{DEFAULTS, commented_out};
pub use directives::{KnownDirectives, directives};
pub use entries::{EffectiveSetting, entries};
pub use instructions::{instructions_file, own_instructions, unknown_instructions};
pub use keys::Keymap;
pub use known_settings::KnownSettings;
pub use named::BoundDirs;
pub use notify::{Notify, Occasion};
pub use panel::{ClockFormat, Glyphs, PanelConfig, SidePane, SidePanes, WeekStart};
pub use playbook::DEFAULT_PLAYBOOK;
pub use playbook_faults::PlaybookFaults;
pub use playbook_files::{check_playbook, folder as playbook_folder, main_file as main_playbook};
pub use playbook_notices::{PlaybookNotices, playbook_notices};
pub use plugin::{AlarmFrom, PluginLimits, PluginState};
pub use scope::{Place, Scope};
pub use serve::{
    DeskPatterns, GrantedScope, MaybeRate, RequestRate, ServeSettings, ServeToken, TOKEN_HASH,
    desk_pattern, token_name,
};
pub use serve_text::{NewToken, TokenRemoval, read_serve, token_text, without_token};
pub use settings::{LoadedSettings, PanelSetup, Settings};
pub use source::{
    ClientFiles, HttpLogin, HttpMethod, HttpSource, Provides, SecretFrom, SourceLeftOut,
    SourceSettings, SourceWay,
};
pub use source_text::{NewTable, NewWay, read_sources, table_text};
pub use text::ConfigError;
pub use theme::{Background, Colours, Palette, themes};
