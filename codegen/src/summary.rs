//! The summary of a generated service.

use std::fmt;

use crate::emit::File;
use crate::plan::ServicePlan;

/// The summary of a generated service. `Display` gives a line, and one for each operation that is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The service, by its folder.
    pub service: String,
    /// Its module in Rust.
    pub module: String,
    /// Number of operations.
    pub operations: usize,
    /// Number of operations that the model has.
    pub operations_in_model: usize,
    /// Number of shapes.
    pub shapes: usize,
    /// Number of shapes that the model has.
    pub shapes_in_model: usize,
    /// Number of lines of code.
    pub lines: usize,
    /// Operations that are left out, each with the reason.
    pub left_out: Vec<(String, String)>,
    /// Whether the code is from an earlier run.
    pub is_unchanged: bool,
}

impl Summary {
    pub(crate) fn new(plan: &ServicePlan, files: &[File]) -> Self {
        let lines = files.iter().map(|file| file.text.lines().count());
        Self {
            service: plan.name.clone(),
            module: plan.module.clone(),
            operations: plan.operations.len(),
            operations_in_model: plan.operations_in_model,
            shapes: plan.shapes.len(),
            shapes_in_model: plan.shapes_in_model,
            lines: lines.sum(),
            left_out: plan.left_out.clone(),
            is_unchanged: false,
        }
    }

    /// Writes each, and the sums unless there is one alone.
    pub(crate) fn report(all: &[Self], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for one in all {
            write!(f, "{one}")?;
        }
        if all.len() == 1 {
            return Ok(());
        }
        let sum = all.iter().fold(Self::default(), |sum, one| Self {
            operations: sum.operations + one.operations,
            operations_in_model: sum.operations_in_model + one.operations_in_model,
            shapes: sum.shapes + one.shapes,
            shapes_in_model: sum.shapes_in_model + one.shapes_in_model,
            lines: sum.lines + one.lines,
            ..sum
        });
        let service = format!("{} services", all.len());
        write!(f, "{}", Self { service, ..sum })
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service,
            operations,
            operations_in_model,
            shapes,
            shapes_in_model,
            lines,
            ..
        } = self;
        writeln!(
            f,
            "{service}: {operations} of {operations_in_model} operations, {shapes} of {shapes_in_model} shapes, {lines} lines"
        )?;
        for (operation, reason) in &self.left_out {
            writeln!(f, "  left out: {operation}: {reason}")?;
        }
        Ok(())
    }
}
