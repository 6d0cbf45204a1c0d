//! Every mistake of one run.

use std::fmt;
use std::path::Path;

use pageboy_models::Error;

use super::Problem;
use super::files::Files;

/// Every mistake of one run.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The mistakes, sorted by file and place; an empty list is no error.
    pub(crate) fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            return Ok(());
        }
        Err(Self::all(problems))
    }

    /// The mistakes, sorted by file and place, each once, with the text around them where it can be read.
    pub(crate) fn all(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| a.natural_key().cmp(&b.natural_key()).then_with(|| a.cmp(b)));
        problems.dedup();
        let mut files = Files::default();
        for problem in &mut problems {
            if problem.excerpt.is_none() {
                let (position, excerpt) = files.shown(problem);
                problem.position = problem.position.or(position);
                problem.excerpt = excerpt;
            }
        }
        Self(problems)
    }

    /// Names files below a folder from there: `own/shop/waiters-2.json`.
    pub fn relative_to(&mut self, folder: &Path) {
        for problem in &mut self.0 {
            let file = problem.file.strip_prefix(folder).unwrap_or(&problem.file);
            let file = file.strip_prefix(".").unwrap_or(file).to_owned();
            problem.file = file;
        }
    }

    /// The mistakes, sorted by file and place.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Problem> {
        self.0.iter()
    }

    /// Every mistake on several lines, as [`Problem::report`] has them, with an empty line in between.
    pub fn report(&self, color: bool) -> String {
        let reports: Vec<_> = self.0.iter().map(|problem| problem.report(color)).collect();
        reports.join("\n")
    }
}

/// The mistake for which definitions could not be read.
impl From<&Error> for Problems {
    fn from(error: &Error) -> Self {
        Self::all(Problem::in_definitions(error, Path::new("definitions")))
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self::all(vec![problem])
    }
}

/// Each mistake on one line, with its level and lint before it.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}: {problem}", problem.heading())?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
