//! The house stands on its imports: no file imports another that imports it back, and no room
//! imports a room above it. Both are read off the sources with a parser.
//!
//! A path counts as an import of the file that *defines* what it names: re-exports are followed.
//! Test modules may import anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The rooms, from the ground up. A file may import its own room and those before it. A file
/// belongs to the longest name here that its path begins with.
const ROOMS: [&str; 52] = [
    "core/base",
    "core/session",
    "core/source",
    "core/task",
    "core/check",
    "core/playbook",
    "core/policy",
    "core/command",
    "core/history",
    "core/rules",
    "core/read",
    "core",
    "zone",
    "input",
    "safe_text",
    "export",
    "import",
    "markdown",
    "bar",
    "instructions",
    "formats",
    "paths",
    "config",
    "signs",
    "identity",
    "clock",
    "watcher",
    "sources",
    "store",
    "index",
    "failure",
    "desk",
    "contract",
    "cli",
    "tui/decoder",
    "tui/text_line",
    "tui/geometry",
    "tui/look",
    "tui/tasks",
    "tui/dialogs",
    "tui/input",
    "tui/screens",
    "tui/model",
    "tui/past",
    "tui/message",
    "tui/content",
    "tui/layout",
    "tui/update",
    "tui/view",
    "tui",
    "serve",
    "",
];

/// A module's path from the root of the library: `["core", "base", "time"]`.
type Module = Vec<String>;

/// What the sources say about each other.
#[derive(Default)]
struct House {
    /// The file of each module, relative to `src`.
    files: BTreeMap<Module, String>,
    /// Where a name that a module re-exports comes from.
    reexports: BTreeMap<(Module, String), Module>,
    /// The paths that each file names, absolute.
    paths: BTreeMap<String, BTreeSet<Module>>,
}

#[test]
fn no_file_imports_a_file_that_imports_it_back() {
    let circles = circles(&House::read().imports());
    assert!(circles.is_empty(), "files that import each other in a circle:\n{circles:#?}");
}

#[test]
fn a_room_imports_itself_and_the_rooms_below_it() {
    let imports = House::read().imports();
    let upwards: Vec<String> = imports
        .iter()
        .flat_map(|(from, to)| to.iter().map(move |to| (from, to)))
        .filter(|(from, to)| room(to) > room(from))
        .map(|(from, to)| format!("{from} imports {to}"))
        .collect();
    assert!(upwards.is_empty(), "imports that point up:\n{}", upwards.join("\n"));
}

#[test]
fn the_view_is_told_what_to_draw_and_calls_nobody() {
    let imports = House::read().imports();
    let may = ["core/", "bar/", "config/", "tui/geometry", "tui/look", "tui/tasks", "tui/dialogs"];
    let may = [
        &may[..],
        &[
            "tui/input",
            "tui/text_line",
            "tui/screens",
            "tui/model",
            "tui/content",
            "tui/layout",
            "tui/view",
        ],
    ];
    let may = may.concat();
    for (from, to) in imports.iter().filter(|(from, _)| from.starts_with("tui/view")) {
        for to in to {
            assert!(may.iter().any(|room| to.starts_with(room)), "{from} imports {to}");
        }
    }
    let callers = imports.iter().filter(|(_, to)| to.iter().any(|to| to.starts_with("tui/view/")));
    let outside: Vec<&String> =
        callers.map(|(from, _)| from).filter(|from| !from.starts_with("tui/view")).collect();
    assert_eq!(outside, ["tui/mod.rs", "tui/run.rs"]);
}

#[test]
fn a_type_name_means_one_thing() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in sources() {
        for item in syn::parse_file(&text).unwrap().items {
            let name = match item {
                syn::Item::Struct(item) => item.ident,
                syn::Item::Enum(item) => item.ident,
                syn::Item::Trait(item) => item.ident,
                syn::Item::Type(item) => item.ident,
                _ => continue,
            };
            files.entry(name.to_string()).or_default().push(file.clone());
        }
    }
    files.retain(|_, files| files.len() > 1);
    assert!(files.is_empty(), "type names with two meanings: {files:#?}");
}

#[test]
fn a_circle_of_three_files_is_found_through_a_reexport() {
    let sources = [
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod one; mod two; pub use one::One;"),
        ("a/one.rs", "use super::two::Two; pub struct One;"),
        ("a/two.rs", "pub struct Two; fn f() -> crate::b::Three { todo!() }"),
        ("b.rs", "pub struct Three; fn g() { println!(\"{}\", crate::a::One); }"),
    ];
    let house = House::of(sources.map(|(file, text)| (file.to_owned(), text.to_owned())));
    assert_eq!(circles(&house.imports()), [["a/one.rs", "a/two.rs", "b.rs"]]);
}

fn room(file: &str) -> usize {
    let is_in = |room: &&str| {
        room.is_empty() || file.strip_prefix(*room).is_some_and(|rest| rest.starts_with(['/', '.']))
    };
    let longest = ROOMS.iter().copied().filter(is_in).max_by_key(|room| room.len()).unwrap();
    ROOMS.iter().position(|room| *room == longest).unwrap()
}

impl House {
    fn read() -> Self {
        Self::of(sources())
    }

    fn of(sources: impl IntoIterator<Item = (String, String)>) -> Self {
        let sources: Vec<(Module, String, String)> = sources
            .into_iter()
            .filter(|(file, _)| file != "main.rs")
            .map(|(file, text)| (module(&file), file, text))
            .collect();
        let mut house = Self::default();
        for (module, file, _) in &sources {
            house.files.insert(module.clone(), file.clone());
        }
        for (module, file, text) in sources {
            let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
            let mut reader = Reader {
                module: &module,
                house: &house,
                named: BTreeSet::new(),
                reexports: Vec::new(),
            };
            reader.visit_file(&parsed);
            let Reader { named, reexports, .. } = reader;
            for (name, target) in reexports {
                house.reexports.insert((module.clone(), name), target);
            }
            house.paths.insert(file, named);
        }
        house
    }

    /// Returns the files that each file imports.
    fn imports(&self) -> BTreeMap<String, BTreeSet<String>> {
        let resolved = |paths: &BTreeSet<Module>, from: &str| {
            paths.iter().filter_map(|path| self.defines(path)).filter(|to| to != from).collect()
        };
        self.paths.iter().map(|(from, paths)| (from.clone(), resolved(paths, from))).collect()
    }

    /// Returns the file that defines what a path names.
    fn defines(&self, path: &[String]) -> Option<String> {
        let longest = (0..=path.len()).rev().find(|end| self.files.contains_key(&path[..*end]))?;
        let (module, rest) = path.split_at(longest);
        if let Some(name) = rest.first()
            && let Some(target) = self.reexports.get(&(module.to_vec(), name.clone()))
        {
            return self.defines(target);
        }
        (!module.is_empty()).then(|| self.files[module].clone())
    }
}

/// Collects the absolute paths that one file names.
struct Reader<'a> {
    module: &'a [String],
    house: &'a House,
    named: BTreeSet<Module>,
    reexports: Vec<(String, Module)>,
}

impl Reader<'_> {
    fn name(&mut self, path: &[String]) {
        if let Some(path) = self.absolute(path) {
            self.named.insert(path);
        }
    }

    /// Returns a path from the root; `None` for what another crate or the file itself defines.
    fn absolute(&self, path: &[String]) -> Option<Module> {
        let (first, mut rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => Vec::new(),
            "self" => self.module.to_vec(),
            "super" => self.module.split_last()?.1.to_vec(),
            child => {
                let child = [self.module, &[child.to_owned()]].concat();
                self.house.files.contains_key(&child).then_some(child)?
            }
        };
        while rest.first().is_some_and(|next| next == "super") {
            base.pop();
            rest = &rest[1..];
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    fn take_use(&mut self, tree: &syn::UseTree, before: &[String], public: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.take_use(&path.tree, &with(&path.ident), public),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.take_use(tree, before, public));
            }
            syn::UseTree::Name(name) if name.ident == "self" => self.name(before),
            syn::UseTree::Name(name) => self.take_name(&with(&name.ident), &name.ident, public),
            syn::UseTree::Rename(as_) => self.take_name(&with(&as_.ident), &as_.rename, public),
            syn::UseTree::Glob(_) => self.name(before),
        }
    }

    fn take_name(&mut self, path: &[String], name: &syn::Ident, public: bool) {
        self.name(path);
        if let Some(target) = self.absolute(path).filter(|_| public) {
            self.reexports.push((name.to_string(), target));
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let is_test = |attr: &syn::Attribute| {
            attr.path().is_ident("cfg")
                && attr.parse_args::<syn::Ident>().is_ok_and(|what| what == "test")
        };
        if !item.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let public = !matches!(item.vis, syn::Visibility::Inherited);
        self.take_use(&item.tree, &[], public);
    }

    /// `pub(in crate::core)` imports nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if names.len() > 1 {
            self.name(&names);
        }
        visit::visit_path(self, path);
    }

    /// The tokens of a macro are no syntax tree; the paths among them look alike.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let text = call.tokens.to_string().replace(" :: ", "::");
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            let names: Vec<String> = word.split("::").map(str::to_owned).collect();
            if names.len() > 1 {
                self.name(&names);
            }
        }
        visit::visit_macro(self, call);
    }
}

/// Returns every source of the library, its path relative to `src` beside its text.
fn sources() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = files_under(&src);
    assert!(files.len() > 100, "only {} sources were found", files.len());
    let read = |path: PathBuf| {
        let file = path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        (file, fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(read).collect()
}

fn module(file: &str) -> Module {
    let stem = file.strip_suffix(".rs").unwrap();
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if stem == "lib" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// Returns the sets of files of which each reaches each other (Tarjan would be faster; a hundred
/// files do not need it).
fn circles(imports: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        imports.keys().map(|file| (file, reached_from(file, imports))).collect();
    let circles: BTreeSet<Vec<String>> = imports
        .keys()
        .filter(|file| reach[file].contains(file))
        .map(|file| {
            let back = reach[file].iter().filter(|other| reach[**other].contains(file));
            back.map(|other| (*other).clone()).collect()
        })
        .collect();
    circles.into_iter().collect()
}

fn reached_from<'a>(
    file: &String,
    imports: &'a BTreeMap<String, BTreeSet<String>>,
) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&String> = imports[file].iter().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(&imports[file]);
        }
    }
    reached
}
