//! Extracts fenced blocks and command lines from documents.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// A fenced block of a document.
pub(super) struct Block {
    pub(super) language: String,
    pub(super) text: String,
}

/// A document: a name, and its text.
pub(super) struct Document {
    pub(super) name: String,
    pub(super) text: String,
}

/// The folder of the workspace.
pub(super) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Markdown file, and the module docs of the examples.
pub(super) fn documents() -> Vec<Document> {
    let mut documents = Vec::new();
    find(&workspace(), Path::new(""), &mut documents).unwrap();
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    documents
}

fn find(root: &Path, folder: &Path, found: &mut Vec<Document>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        let file_name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            // Foreign files, and build output.
            if !file_name.starts_with('.') && !["target", "data"].contains(&&*file_name) {
                find(root, &path, found)?;
            }
            continue;
        }
        let name = path.to_string_lossy().replace('\\', "/");
        let is_example = name.starts_with("examples/") && name.ends_with(".rs");
        if !is_example && !name.ends_with(".md") {
            continue;
        }
        let mut text = fs::read_to_string(entry.path())?;
        if is_example {
            let said = text.lines().filter_map(|line| line.strip_prefix("//!"));
            let said: Vec<_> = said
                .map(|line| line.strip_prefix(' ').unwrap_or(line))
                .collect();
            text = said.join("\n");
        }
        found.push(Document { name, text });
    }
    Ok(())
}

impl Document {
    /// The fenced blocks.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut is_inside = false;
        for line in self.text.lines() {
            match line.trim_start().strip_prefix("```") {
                Some(language) => {
                    is_inside = !is_inside;
                    if is_inside {
                        let language = language.to_owned();
                        let text = String::new();
                        blocks.push(Block { language, text });
                    }
                }
                None if is_inside => {
                    let block = blocks.last_mut().unwrap();
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                None => {}
            }
        }
        blocks
    }

    /// The command lines: those after a `$` in blocks, and those in sentences.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for block in self.blocks() {
            if ["console", "sh", "bash"].contains(&&*block.language) {
                let whole = block.text.replace("\\\n", " ");
                let commands = whole.lines().filter_map(|line| line.strip_prefix("$ "));
                lines.extend(commands.map(str::to_owned));
            }
        }
        // Blocks are removed, with quotes that are not inline code.
        let mut is_inside = false;
        let outside = self.text.lines().filter(|line| {
            let is_fence = line.trim_start().starts_with("```");
            is_inside ^= is_fence;
            !is_fence && !is_inside
        });
        let outside = outside.map(str::trim).collect::<Vec<_>>().join(" ");
        let inline = outside.split('`').skip(1).step_by(2);
        lines.extend(inline.filter(|text| is_command(text)).map(str::to_owned));
        lines
    }
}

/// Whether a text in a sentence is a command line.
fn is_command(text: &str) -> bool {
    let text = text.strip_prefix("BLESS=1 ").unwrap_or(text);
    text.starts_with("pageboy ") || text.starts_with("cargo ")
}

/// The command lines among the examples of a help text.
pub(super) fn examples(help: &str) -> Vec<String> {
    let whole = help.replace("\\\n", " ");
    let lines = whole.lines().map(str::trim);
    lines
        .filter(|line| line.starts_with("pageboy "))
        .map(str::to_owned)
        .collect()
}
