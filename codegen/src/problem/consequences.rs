//! Problems that follow from mistakes in the form of a file: one mistake is told once.

use pageboy_models::pointer;

use super::Problem;

/// The places of mistakes in the form of files: values of a wrong kind, missing and misspelt keys.
#[derive(Debug, Default)]
pub(crate) struct WrongPlaces {
    places: Vec<String>,
    /// Sections in which a file that cannot be read may have more.
    unread: Vec<&'static str>,
}

impl WrongPlaces {
    /// Adds the place of a mistake, and the place of the key that was meant.
    pub(crate) fn add(&mut self, problem: &Problem) {
        let Some(place) = problem.pointer() else {
            return self.add_key("", problem);
        };
        let place = place.strip_prefix("/merge").unwrap_or(place);
        self.places.push(place.to_owned());
        self.add_key(place, problem);
    }

    /// Adds a section of a file that cannot be read: an entry may be there that others name.
    pub(crate) fn add_unread(&mut self, section: &'static str) {
        self.unread.push(section);
    }

    /// Leaves out what follows from these mistakes.
    pub(crate) fn without_consequences(&self, problems: Vec<Problem>) -> Vec<Problem> {
        let errors = problems.iter().filter(|problem| problem.is_error());
        let errors: Vec<String> = errors
            .filter_map(|problem| problem.pointer().map(str::to_owned))
            .collect();
        let mut problems = problems;
        problems.retain(|problem| {
            // A doubt follows from any mistake, not only from one in the form.
            let is_doubt = || !problem.is_error() && errors.iter().any(|it| follows(problem, it));
            problem.is_of_form || !(self.explain(problem) || is_doubt())
        });
        problems
    }

    /// A missing key is wrong, and so is a misspelt one.
    fn add_key(&mut self, place: &str, problem: &Problem) {
        let message = problem.message();
        let quoted = || message.split('`').nth(1).unwrap_or_default();
        if message.ends_with("` is missing") {
            self.places.push(place.to_owned() + &pointer([quoted()]));
        } else if message.starts_with("unknown key; did you mean `") {
            let above = place.rsplit_once('/').map_or("", |(above, _)| above);
            self.places.push(above.to_owned() + &pointer([quoted()]));
        }
    }

    fn explain(&self, problem: &Problem) -> bool {
        let own = problem.pointer().unwrap_or_default();
        let mut unread = self.unread.iter();
        let mut places = self.places.iter();
        unread.any(|section| follows(problem, section))
            || places.any(|wrong| {
                let is_below = is_at_or_below(own, wrong);
                is_below || names_part(problem, own, wrong) || follows(problem, wrong)
            })
    }
}

/// Whether a problem of an object is about the wrong key in it, or one of a list about a wrong element.
fn names_part(problem: &Problem, own: &str, wrong: &str) -> bool {
    let Some((above, part)) = wrong.rsplit_once('/') else {
        return false;
    };
    let is_element = part.parse::<usize>().is_ok();
    above == own && (is_element || problem.message().contains(&format!("`{part}`")))
}

/// Whether a problem says that something is not there which could not be read.
fn follows(problem: &Problem, wrong: &str) -> bool {
    problem
        .basis
        .iter()
        .any(|basis| match basis.strip_suffix("/*") {
            Some(all) => is_at_or_below(wrong, all) || is_at_or_below(all, wrong),
            None => is_at_or_below(basis, wrong),
        })
}

fn is_at_or_below(place: &str, above: &str) -> bool {
    let rest = place.strip_prefix(above);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
