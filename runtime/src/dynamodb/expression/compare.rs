//! The comparisons that keys, attributes and sizes share.

/// Methods that make a condition of the given type; `of attributes` adds those that conditions on keys do not have.
macro_rules! comparisons {
    ($condition:ident) => {
        /// It equals the value.
        pub fn eq<'a>(self, value: impl Into<Operand<'a>>) -> $condition<'a> {
            $condition(Node::Compare(self.operand(), "=", value.into()))
        }

        /// It is less than the value.
        pub fn lt<'a>(self, value: impl Into<Operand<'a>>) -> $condition<'a> {
            $condition(Node::Compare(self.operand(), "<", value.into()))
        }

        /// It is at most the value.
        pub fn lte<'a>(self, value: impl Into<Operand<'a>>) -> $condition<'a> {
            $condition(Node::Compare(self.operand(), "<=", value.into()))
        }

        /// It is greater than the value.
        pub fn gt<'a>(self, value: impl Into<Operand<'a>>) -> $condition<'a> {
            $condition(Node::Compare(self.operand(), ">", value.into()))
        }

        /// It is at least the value.
        pub fn gte<'a>(self, value: impl Into<Operand<'a>>) -> $condition<'a> {
            $condition(Node::Compare(self.operand(), ">=", value.into()))
        }

        /// It is at least the first value and at most the second.
        pub fn between<'a>(
            self,
            low: impl Into<Operand<'a>>,
            high: impl Into<Operand<'a>>,
        ) -> $condition<'a> {
            $condition(Node::Between(self.operand(), [low.into(), high.into()]))
        }
    };
    (of attributes) => {
        /// It does not equal the value.
        pub fn ne<'a>(self, value: impl Into<Operand<'a>>) -> Condition<'a> {
            Condition(Node::Compare(self.operand(), "<>", value.into()))
        }

        /// It equals one of up to 100 values. None is an error when the condition is rendered.
        pub fn is_in<'a>(
            self,
            values: impl IntoIterator<Item = impl Into<Operand<'a>>>,
        ) -> Condition<'a> {
            let values = values.into_iter().map(Into::into).collect();
            Condition(Node::In(self.operand(), values))
        }
    };
}

pub(super) use comparisons;
