//! Plans a single expression, without a definition around it.

use pageboy_models::service::Service;

use super::expression::{self, Expression};
use super::model::{Model, Type};

/// Plans expressions on a shape of a service, like those of waiters and paginators.
pub struct ExpressionPlanner<'m> {
    model: Model<'m>,
    root: Type,
}

impl<'m> ExpressionPlanner<'m> {
    /// A planner for values of the shape with this name.
    #[must_use]
    pub fn new(service: &'m Service, shape: &str) -> Self {
        let model = Model::new(service);
        let root = model.type_of(shape);
        Self { model, root }
    }

    /// Parses an expression, checks it against the shape, and resolves its members.
    ///
    /// # Errors
    ///
    /// A sentence for each mistake in it.
    pub fn plan(&self, text: &str) -> Result<Expression, Vec<String>> {
        let (expression, _) =
            expression::lower(text, &self.root, &self.model).map_err(|mistakes| {
                let sentences = mistakes.iter().map(|mistake| mistake.sentence(text));
                sentences.collect::<Vec<_>>()
            })?;
        Ok(expression)
    }
}
