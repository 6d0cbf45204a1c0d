//! JMESPath over the view.
