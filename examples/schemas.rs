//! Writes the JSON Schemas of all answers to assets/schemas, and the document of the HTTP interface to assets:
//! `cargo run --features schemas --example schemas`.

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schemas");
    fs::create_dir_all(&folder)?;
    for (name, text) in onwatch::contract::schemas::all()? {
        fs::write(folder.join(name), text)?;
    }
    #[cfg(feature = "serve")]
    {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let document = onwatch::serve::openapi_document()?;
        fs::write(assets.join("openapi.html"), onwatch::serve::openapi_page(&document)?)?;
        fs::write(assets.join("openapi.json"), document)?;
    }
    Ok(())
}
