//! The tables of the runtime that all services have in common.

use pageboy_models::Models;

use crate::emit;
use crate::plan::endpoint::{self, shared};

/// The files of the runtime that all services share, and the file of hashes: paths from the root of
/// the workspace, and texts. For those who vendor other definitions.
///
/// # Errors
///
/// The mistakes in the definitions, and unknown forms.
pub fn common_tables(models: &Models) -> Result<Vec<(&'static str, String)>, String> {
    let mut hashes = String::new();
    let mut rules = Vec::new();
    for shared in shared::ALL {
        let definitions = models.load(shared.example(), None);
        let definitions = definitions.map_err(|error| error.to_string())?;
        let (plan, _) =
            endpoint::tables(&definitions.endpoint_rules).map_err(|all| all.join("\n"))?;
        hashes.push_str(&format!(
            "{} {} {}\n",
            shared.table(),
            shared::hash(&plan),
            shared.example()
        ));
        rules.push((shared.table(), shared.doc(), plan));
    }
    let partitions = models.partitions().map_err(|error| error.to_string())?;
    let partitions = endpoint::partitions::plan(&partitions)?;
    Ok(vec![
        ("codegen/src/plan/endpoint/shared.txt", hashes),
        (
            "runtime/src/schema/shared_rules.rs",
            emit::endpoint::shared_rules(&rules),
        ),
        (
            "runtime/src/schema/partitions.rs",
            emit::endpoint::partitions(&partitions),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_runtime_has_the_tables_of_the_definitions() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for (path, text) in common_tables(&Models::vendored()).unwrap() {
            if std::env::var_os("BLESS").is_some() {
                fs::write(root.join(path), text).unwrap();
            } else {
                let present = fs::read_to_string(root.join(path)).unwrap();
                assert!(
                    present == text,
                    "{path} is of other definitions: BLESS=1 writes it anew"
                );
            }
        }
    }
}
