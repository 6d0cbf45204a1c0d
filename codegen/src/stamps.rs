//! The inputs of a folder of generated code, so that unchanged services are left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use pageboy_models::Fingerprint;
use serde_json::{Map, Value, json};

use crate::emit::{File, MARK};
use crate::summary::Summary;

/// The stamps of a folder, in a file beside the modules that git ignores.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stamps(BTreeMap<String, Stamp>);

/// The inputs of a service's code, and the code.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    /// The number that stands for the read files and the generator.
    pub(crate) inputs: Fingerprint,
    /// The number of the code.
    pub(crate) outputs: Fingerprint,
    /// The names of its files.
    pub(crate) files: Vec<String>,
    /// The definitions that it has, of those that filters of findings name.
    pub(crate) names: BTreeSet<String>,
    pub(crate) summary: Summary,
}

/// The folder of the stamps.
const FOLDER: &str = ".pageboy";

impl Stamps {
    /// The stamps of a folder of modules. None if they cannot be read: then everything is generated.
    pub(crate) fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(file(folder)).unwrap_or_default();
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        let entries = value.as_object().into_iter().flatten();
        let stamps = entries.filter_map(|(module, stamp)| {
            let stamp = Stamp::read(module, stamp)?;
            Some((module.clone(), stamp))
        });
        Self(stamps.collect())
    }

    pub(crate) fn get(&self, module: &str) -> Option<&Stamp> {
        self.0.get(module)
    }

    /// Sets the stamp of a module; without one, it is generated next time.
    pub(crate) fn set(&mut self, module: &str, stamp: Option<Stamp>) {
        match stamp {
            Some(stamp) => self.0.insert(module.to_owned(), stamp),
            None => self.0.remove(module),
        };
    }

    /// Writes the stamps of a folder of modules, at once.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        let entries = self.0.iter();
        let entries = entries.map(|(module, stamp)| (module.clone(), stamp.value()));
        let text = format!("{:#}\n", Value::Object(entries.collect()));
        let file = file(folder);
        if fs::read_to_string(&file).is_ok_and(|old| old == text) {
            return Ok(());
        }
        let own = folder.join(FOLDER);
        fs::create_dir_all(&own)?;
        fs::write(own.join(".gitignore"), "*\n")?;
        let new = own.join(format!("{}.new", std::process::id()));
        fs::write(&new, text)?;
        fs::rename(&new, &file)
    }
}

impl Stamp {
    /// Whether a module is what it was, and would be made of the same.
    pub(crate) fn holds(&self, inputs: Fingerprint, folder: &Path, module: &Path) -> bool {
        let files = self.files.iter();
        let texts = files.map(|name| Some((name.as_str(), fs::read(folder.join(name)).ok()?)));
        self.inputs == inputs
            && !module.exists()
            && texts
                .collect::<Option<Vec<_>>>()
                .is_some_and(|texts| number(texts) == self.outputs)
            && leftovers(folder, |name| self.files.iter().any(|own| own == name)).is_empty()
    }

    fn read(module: &str, value: &Value) -> Option<Self> {
        let texts = |name: &str| -> Option<Vec<String>> {
            let all = value.get(name)?.as_array()?.iter();
            all.map(|it| Some(it.as_str()?.to_owned())).collect()
        };
        let number = |name: &str| value.get(name)?.as_str()?.parse().ok();
        let [
            operations,
            operations_in_model,
            shapes,
            shapes_in_model,
            lines,
        ] = *value
            .get("counts")?
            .as_array()?
            .iter()
            .map(|count| usize::try_from(count.as_u64()?).ok())
            .collect::<Option<Vec<_>>>()?
            .as_array()?;
        let left_out = value.get("leftOut")?.as_object()?.iter();
        let left_out = left_out.map(|(name, why)| Some((name.clone(), why.as_str()?.to_owned())));
        Some(Self {
            inputs: number("inputs")?,
            outputs: number("outputs")?,
            files: texts("files")?,
            names: texts("names")?.into_iter().collect(),
            summary: Summary {
                service: value.get("service")?.as_str()?.to_owned(),
                module: module.to_owned(),
                operations,
                operations_in_model,
                shapes,
                shapes_in_model,
                lines,
                left_out: left_out.collect::<Option<_>>()?,
                is_unchanged: true,
            },
        })
    }

    fn value(&self) -> Value {
        let Summary {
            service,
            operations,
            operations_in_model,
            shapes,
            shapes_in_model,
            lines,
            left_out,
            ..
        } = &self.summary;
        let left_out = left_out.iter();
        let left_out = left_out.map(|(name, why)| (name.clone(), why.as_str().into()));
        json!({
            "inputs": self.inputs.to_string(),
            "outputs": self.outputs.to_string(),
            "files": self.files,
            "names": self.names,
            "service": service,
            "counts": [operations, operations_in_model, shapes, shapes_in_model, lines],
            "leftOut": left_out.collect::<Map<_, _>>(),
        })
    }
}

/// The number of this generator: of the program that runs. `None` if it cannot be told.
///
/// A version would not do: the same version may be built of other sources, and of other versions of what it depends on.
pub(crate) fn generator() -> Option<Fingerprint> {
    let program = std::env::current_exe().ok()?;
    let metadata = fs::metadata(&program).ok()?;
    let built = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let mut number = Fingerprint::default();
    number.add(program.as_os_str().as_encoded_bytes());
    number.add(&metadata.len().to_le_bytes());
    number.add(&built.as_nanos().to_le_bytes());
    Some(number)
}

/// The number of code that is about to be written.
pub(crate) fn outputs(files: &[File]) -> Fingerprint {
    let texts = files.iter();
    number(texts.map(|file| (file.path, file.text.as_bytes())))
}

/// Generated Rust files in a service's folder that are not of the code.
pub(crate) fn leftovers(folder: &Path, is_of_it: impl Fn(&str) -> bool) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            !name.is_some_and(&is_of_it)
        })
        .filter(|path| is_generated(path))
        .collect()
}

/// Whether a file has the mark of generated code.
pub(crate) fn is_generated(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(MARK.as_bytes()))
}

fn file(folder: &Path) -> PathBuf {
    folder.join(FOLDER).join("stamps.json")
}

/// The number of files, whatever line ends a checkout has given them.
fn number<'a>(files: impl IntoIterator<Item = (&'a str, impl AsRef<[u8]>)>) -> Fingerprint {
    let mut number = Fingerprint::default();
    for (name, text) in files {
        let text = text.as_ref();
        number.add(name.as_bytes());
        match text.contains(&b'\r') {
            true => number.add(&unix(text)),
            false => number.add(text),
        }
    }
    number
}

/// The text with the line ends of Unix.
fn unix(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for (at, byte) in text.iter().enumerate() {
        if *byte != b'\r' || text.get(at + 1) != Some(&b'\n') {
            bytes.push(*byte);
        }
    }
    bytes
}
