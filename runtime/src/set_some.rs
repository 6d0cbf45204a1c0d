//! Setters for values that may be absent.

/// Calls a setter only if there is a value, within a chain of calls.
///
/// It works for every builder of a request, also of pages, waits and resources, and for the structures inside; the value is
/// whatever the setter takes. Generated code has no second setter for each member: that would be thousands of functions in a
/// service such as EC2.
///
/// ```
/// use pageboy::SetSome;
///
/// #[derive(Default)]
/// struct Request {
///     name: Option<String>,
/// }
///
/// impl Request {
///     fn name(mut self, name: impl Into<String>) -> Self {
///         self.name = Some(name.into());
///         self
///     }
/// }
///
/// let request = Request::default().set_some(Some("a"), Request::name);
/// assert_eq!(request.name.as_deref(), Some("a"));
/// let request = request.set_some(None::<&str>, |request, name| request.name(name));
/// assert_eq!(request.name.as_deref(), Some("a"));
/// ```
pub trait SetSome: Sized {
    /// Calls `setter` with the value; without one, `self` stays as it is.
    #[inline]
    fn set_some<V>(self, value: Option<V>, setter: impl FnOnce(Self, V) -> Self) -> Self {
        match value {
            Some(value) => setter(self, value),
            None => self,
        }
    }
}

impl<T> SetSome for T {}
