//! Amazon resource names.

use std::borrow::Cow;

/// An ARN: `arn:partition:service:region:account:resource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    text: Cow<'a, str>,
    /// The start of the five parts after `arn:`.
    starts: [usize; 5],
}

impl<'a> Arn<'a> {
    /// Parses a text; `None` unless it has six parts, with partition, service and resource not empty
    /// (botocore/endpoint_provider.py, `aws_parse_arn`).
    pub(crate) fn parse(text: Cow<'a, str>) -> Option<Self> {
        let mut starts = [0; 5];
        let mut at = "arn:".len();
        text.strip_prefix("arn:")?;
        for (index, start) in starts.iter_mut().enumerate() {
            if index > 0 {
                at += text.get(at..)?.find(':')? + 1;
            }
            *start = at;
        }
        let arn = Self { text, starts };
        let is_whole = [0, 1, 4].iter().all(|index| !arn.piece(*index).is_empty());
        is_whole.then_some(arn)
    }

    pub(crate) fn into_owned(self) -> Arn<'static> {
        Arn {
            text: Cow::Owned(self.text.into_owned()),
            starts: self.starts,
        }
    }

    pub(crate) fn service(&self) -> &str {
        self.piece(1)
    }

    pub(crate) fn account_id(&self) -> &str {
        self.piece(3)
    }

    fn range(&self, index: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(index).copied().unwrap_or_default();
        let end = self.starts.get(index + 1).map(|next| next - 1);
        start..end.unwrap_or(self.text.len())
    }

    fn piece(&self, index: usize) -> &str {
        self.text.get(self.range(index)).unwrap_or_default()
    }

    pub(super) fn shared(&self, index: usize) -> Cow<'a, str> {
        match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(self.range(index)).unwrap_or_default()),
            Cow::Owned(_) => Cow::Owned(self.piece(index).to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::Value;
    use super::*;

    #[test]
    fn an_arn_is_taken_apart_and_what_is_none_is_not() {
        let arn = Arn::parse("arn:aws:s3:us-east-1:123456789012:a:b/c:d".into()).unwrap();
        let part = |name| arn.part(name);
        assert_eq!(part("partition").as_text(), Some("aws"));
        assert_eq!(part("service").as_text(), Some("s3"));
        assert_eq!(part("region").as_text(), Some("us-east-1"));
        assert_eq!(part("accountId").as_text(), Some("123456789012"));
        let id = |position| part("resourceId").element(position);
        assert_eq!(id(0).as_text(), Some("a"));
        assert_eq!(id(2).as_text(), Some("c"));
        assert_eq!(id(3).as_text(), Some("d"));
        assert_eq!(id(4), Value::Null);
        let empty = Arn::parse("arn:aws:s3:::b".into()).unwrap();
        assert_eq!(empty.part("region").as_text(), Some(""));
        for text in [
            "",
            "arn:",
            "arn:aws:s3:r:a",
            "arn::s3:r:a:b",
            "arn:aws::r:a:b",
            "arn:aws:s3:r:a:",
            "x:a:s:r:a:b",
        ] {
            assert_eq!(Arn::parse(text.into()), None, "{text}");
        }
    }
}
