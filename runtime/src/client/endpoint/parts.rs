//! The parts of ARNs and URLs that rules ask for.

use std::borrow::Cow;

use super::arn::Arn;
use super::parsed_url::ParsedUrl;
use super::value::Value;

impl<'a> Arn<'a> {
    pub(crate) fn part(&self, name: &str) -> Value<'a> {
        let piece = |index| Value::Text(self.shared(index));
        match name {
            "partition" => piece(0),
            "service" => piece(1),
            "region" => piece(2),
            "accountId" => piece(3),
            "resourceId" => Value::Resource(self.shared(4)),
            _ => Value::Null,
        }
    }
}

impl<'a> ParsedUrl<'a> {
    pub(crate) fn part(&self, name: &str) -> Value<'a> {
        match name {
            "scheme" => Value::text(self.scheme),
            "authority" => Value::Text(self.shared(self.authority.0, self.authority.1)),
            "path" => Value::Text(self.shared(self.authority.1, self.path_end)),
            "normalizedPath" => Value::Text(Cow::Owned(self.normalized_path())),
            "isIp" => Value::Boolean(self.is_ip()),
            _ => Value::Null,
        }
    }
}
