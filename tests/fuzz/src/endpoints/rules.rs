//! Shared rules and those of S3, with any parameters: they end, with the same result each time.

use pageboy::Document;
use pageboy::generated::endpoint_rules;
use pageboy::schema::ParameterKind;

use super::requests::S3;

/// Resolves with the lines as texts, and the bits of `switches` as booleans.
pub(super) fn check(switches: u32, rest: &str) {
    let shared = [
        &endpoint_rules::REGIONAL,
        &endpoint_rules::REGIONAL_GOV,
        &endpoint_rules::DUAL_STACK,
    ];
    let of_s3 = &S3.service.endpoint;
    let rules = shared.into_iter().map(|rules| (rules, "service"));
    for (rules, host) in rules.chain(of_s3.rules.map(|rules| (rules, of_s3.host))) {
        let mut lines = rest.split('\n');
        let mut switches = switches;
        let mut parameters = Vec::new();
        for parameter in rules.parameters {
            let value = match parameter.kind {
                ParameterKind::Boolean => {
                    let is_on = switches & 1 == 1;
                    switches >>= 1;
                    Some(Document::Bool(is_on))
                }
                ParameterKind::Text => {
                    let line = lines.next().filter(|line| !line.is_empty());
                    line.map(|line| Document::String(line.to_owned()))
                }
                _ => None,
            };
            parameters.extend(value.map(|value| (parameter.name.to_owned(), value)));
        }
        let found = endpoint_rules::resolve(rules, host, &parameters);
        let again = endpoint_rules::resolve(rules, host, &parameters);
        assert_eq!(found, again, "{parameters:?}, twice");
        if let Err(message) = found {
            assert!(!message.is_empty(), "{parameters:?}");
        }
    }
}
