//! Rust names for the model's names: one rule each for types, members, values and tables.
//!
//! | what | rule | example |
//! |---|---|---|
//! | operation, member, waiter | botocore's snake case (`botocore/__init__.py`, `xform_name`) without leading `_` | `DescribeDBInstances` → `describe_db_instances` |
//! | structure, union, enum | first letter upper case, separators dropped; a name of the prelude gets `Shape` | `tag_list` → `TagList`, `Option` → `OptionShape` |
//! | enum value | words in camel case; a digit first gets `V`, `Self` and `Unknown` get `Value` | `us-east-1` → `UsEast1`, `5.7` → `V5_7` |
//! | items of a result | the whole path in snake case, and `items` | `Page.Folders` → `page_folders_items` |
//! | table | the type's snake case in capitals | `DBInstance` → `DB_INSTANCE` |
//!
//! A taken name gets the number 2, 3, … in the order of the model, so a later addition to the model never renames an earlier
//! item.

use std::collections::HashMap;

/// Words that cannot be identifiers; all but the last four can be written `r#word`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];
const NEVER_RAW: &[&str] = &["self", "super", "crate", "_"];

/// Type names that generated modules use unqualified.
const PRELUDE: &[&str] = &[
    "Blob",
    "Body",
    "Box",
    "Clone",
    "DateTime",
    "Debug",
    "Default",
    "Document",
    "Empty",
    "Enumeration",
    "Eq",
    "Err",
    "From",
    "Hash",
    "Into",
    "Item",
    "Iterator",
    "IntoIterator",
    "Map",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Self",
    "Send",
    "Some",
    "String",
    "Structure",
    "Sync",
    "Value",
    "Vec",
];

/// Methods of every request builder; a member of that name gets the setter `set_<name>`.
const BUILDER_METHODS: &[&str] = &[
    "backoff",
    "clone",
    "default",
    "delay",
    "fmt",
    "from",
    "into",
    "into_future",
    "into_input",
    "items",
    "max_attempts",
    "max_wait",
    "new",
    "no_attempt_limit",
    "on_poll",
    "page_size",
    "pages",
    "polls",
    "presigned",
    "repeat",
    "ride_out",
    "send",
    "set_some",
    "wait_all",
    "with_input",
    "with_settings",
];

/// Members whose snake case comes from botocore's table instead of its rule.
const SPECIAL: &[(&str, &str)] = &[
    ("CreateCachediSCSIVolume", "create_cached_iscsi_volume"),
    (
        "DescribeCachediSCSIVolumes",
        "describe_cached_iscsi_volumes",
    ),
    (
        "DescribeStorediSCSIVolumes",
        "describe_stored_iscsi_volumes",
    ),
    ("CreateStorediSCSIVolume", "create_stored_iscsi_volume"),
    (
        "ListHITsForQualificationType",
        "list_hits_for_qualification_type",
    ),
    ("ExecutePartiQLStatement", "execute_partiql_statement"),
    ("ExecutePartiQLTransaction", "execute_partiql_transaction"),
    ("ExecutePartiQLBatch", "execute_partiql_batch"),
    ("CreateOAuth2Token", "create_oauth2_token"),
    ("CreateOAuth2TokenWithIAM", "create_oauth2_token_with_iam"),
    (
        "IntrospectOAuth2TokenWithIAM",
        "introspect_oauth2_token_with_iam",
    ),
    ("RevokeOAuth2TokenWithIAM", "revoke_oauth2_token_with_iam"),
];

/// The snake case of a model name (botocore's `xform_name`), which may not be an identifier yet.
pub(crate) fn snake(name: &str) -> String {
    if let Some((_, special)) = SPECIAL.iter().find(|(special, _)| *special == name) {
        return (*special).to_owned();
    }
    // botocore names these acronyms in its table, operation by operation.
    let name = name
        .replace("WhatsApp", "Whatsapp")
        .replace("OTelEnrichment", "OtelEnrichment");
    let mut words = Vec::new();
    for part in name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        split_words(part, &mut words);
    }
    words.join("_").to_ascii_lowercase()
}

/// The identifier of a field or method.
pub(crate) fn field(name: &str) -> String {
    escape(&digit_safe(snake(name), "n"))
}

/// The name of a builder's setter: the field's, unless the builder has a method of that name.
pub(crate) fn setter(field: &str) -> String {
    if BUILDER_METHODS.contains(&field) {
        format!("set_{field}")
    } else {
        field.to_owned()
    }
}

/// The names of the builder methods that stream the items of its results; names of setters are taken.
pub(crate) fn items_scope<'s>(setters: impl Iterator<Item = &'s str>) -> Scope {
    let mut scope = Scope::default();
    for name in BUILDER_METHODS.iter().copied().chain(setters) {
        scope.claim(name.to_owned());
    }
    scope
}

/// The name of the method that streams the items of a secondary result, made from the whole path, so that two results never
/// share it.
pub(crate) fn items(path: &str) -> String {
    field(&format!("{path}.items"))
}

/// The name of a type.
pub(crate) fn type_name(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    for part in name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        push_capitalised(&mut result, part);
    }
    let result = digit_safe(result, "N");
    if PRELUDE.contains(&result.as_str()) {
        format!("{result}Shape")
    } else {
        result
    }
}

/// The name of a table.
pub(crate) fn table(name: &str) -> String {
    match digit_safe(snake(name), "n").to_ascii_uppercase() {
        // The table of the service.
        taken if taken == "SERVICE" => format!("{taken}_SHAPE"),
        table => table,
    }
}

/// The key by which the names of shapes are distinguished: the names of type and table, ignoring case and separators.
pub(crate) fn keys(shape: &str) -> (String, String) {
    let plain: String = shape
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let plain = digit_safe(plain, "n");
    let type_name = type_name(shape).to_ascii_lowercase();
    let table = match plain.as_str() {
        "service" => table(shape).replace('_', "").to_ascii_lowercase(),
        _ => plain,
    };
    (type_name, table)
}

/// The name of a service's module: its folder name as an identifier.
pub(crate) fn module(service: &str) -> String {
    escape(&digit_safe(
        service.replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
        "n",
    ))
}

/// Whether a user's name can be used unchanged.
pub(crate) fn is_identifier(name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let goes_on = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    starts && goes_on && !KEYWORDS.contains(&name) && !NEVER_RAW.contains(&name)
}

/// The name of an enum's value.
pub(crate) fn variant(value: &str) -> String {
    let mut result = String::with_capacity(value.len());
    for part in value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        // `1.28` and `12.8` stay apart.
        let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if digits(result.chars().last()) && digits(part.chars().next()) {
            result.push('_');
        }
        let mut words = Vec::new();
        split_words(part, &mut words);
        for word in words {
            push_capitalised(&mut result, &word.to_ascii_lowercase());
        }
    }
    match result.as_str() {
        "" => symbols(value),
        "Unknown" | "Self" => format!("{result}Value"),
        _ => digit_safe(result, "V"),
    }
}

/// Gives out the names of one scope, each only once.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: HashMap<String, u32>,
}

impl Scope {
    /// Whether a name is free.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains_key(name)
    }

    /// The wanted name, with a number if it is taken.
    pub(crate) fn claim(&mut self, wanted: String) -> String {
        let mut name = wanted.clone();
        while self.taken.contains_key(&name) {
            let count = self.taken.entry(wanted.clone()).or_insert(1);
            *count += 1;
            name = format!("{}{count}", wanted.trim_start_matches("r#"));
        }
        self.taken.insert(name.clone(), 1);
        name
    }
}

fn escape(name: &str) -> String {
    if NEVER_RAW.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

fn digit_safe(name: String, prefix: &str) -> String {
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("{prefix}{name}"),
        Some(_) => name,
        None => format!("{prefix}ameless"),
    }
}

fn push_capitalised(result: &mut String, word: &str) {
    let mut chars = word.chars();
    if let Some(first) = chars.next() {
        result.push(first.to_ascii_uppercase());
        result.push_str(chars.as_str());
    }
}

/// Splits at the borders botocore's three regular expressions find: a plural acronym at the end (`ARNs`), a
/// capital that starts a word, and a capital after a small letter or digit.
fn split_words(part: &str, words: &mut Vec<String>) {
    let chars: Vec<char> = part.chars().collect();
    let upper = |at: usize| chars.get(at).is_some_and(char::is_ascii_uppercase);
    let lower = |at: usize| chars.get(at).is_some_and(char::is_ascii_lowercase);
    let plural = plural_acronym(&chars);
    let mut word = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let inside_plural = plural.is_some_and(|start| at > start);
        let starts = at > 0
            && !inside_plural
            && (plural == Some(at) || (upper(at) && (lower(at + 1) || !upper(at - 1))));
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
}

/// Where a run of two or more capitals with a plural `s` starts at the end of the name.
fn plural_acronym(chars: &[char]) -> Option<usize> {
    let (last, head) = chars.split_last()?;
    let run = head
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_uppercase())
        .count();
    (*last == 's' && run >= 2).then(|| head.len() - run)
}

/// A name for a value without letters or digits: `>=` → `GreaterThanEquals`.
fn symbols(value: &str) -> String {
    let name: String = value
        .chars()
        .map(|c| match c {
            '*' => "Asterisk",
            '=' => "Equals",
            '<' => "LessThan",
            '>' => "GreaterThan",
            '!' => "Not",
            '+' => "Plus",
            '-' => "Minus",
            '/' => "Slash",
            '.' => "Dot",
            ',' => "Comma",
            '|' => "Bar",
            ' ' => "Space",
            _ => "Symbol",
        })
        .collect();
    if name.is_empty() {
        "Empty".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_is_that_of_botocore() {
        for (name, expected) in [
            ("ListObjectsV2", "list_objects_v2"),
            ("DescribeDBLogFiles", "describe_db_log_files"),
            ("GetARNs", "get_arns"),
            ("IPv6Address", "i_pv6_address"),
            ("ETag", "e_tag"),
            ("SSEKMSKeyId", "ssekms_key_id"),
            ("Ipv6CidrBlock", "ipv6_cidr_block"),
            ("EC2Instance", "ec2_instance"),
            ("VMwareX", "v_mware_x"),
            ("ACLs", "acls"),
            ("CreateIPSets", "create_ip_sets"),
            ("NetBIOS", "net_bios"),
            ("Foo2Bar", "foo2_bar"),
            ("AssumeRoleWithSAML", "assume_role_with_saml"),
            ("GetOTelEnrichment", "get_otel_enrichment"),
            ("x-amz-thing", "x_amz_thing"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }

    #[test]
    fn keywords_and_digits_become_identifiers() {
        assert_eq!(field("type"), "r#type");
        assert_eq!(field("Self"), "self_");
        assert_eq!(field("2fa"), "n2fa");
        assert_eq!(type_name("Option"), "OptionShape");
        assert_eq!(type_name("__listOf__string"), "ListOfString");
    }

    #[test]
    fn values_keep_apart_what_the_model_keeps_apart() {
        assert_eq!(variant("t2.micro"), "T2Micro");
        assert_eq!(variant("AWS::DynamoDB::Table"), "AwsDynamoDbTable");
        assert_eq!(variant("1.28"), "V1_28");
        assert_eq!(variant("12.8"), "V12_8");
        assert_eq!(variant(">="), "GreaterThanEquals");
        assert_eq!(variant(""), "Empty");
        assert_eq!(variant("unknown"), "UnknownValue");
    }

    #[test]
    fn items_are_named_after_the_whole_path_beside_the_setters() {
        assert_eq!(items("CommonPrefixes"), "common_prefixes_items");
        assert_eq!(items("Page.Folders"), "page_folders_items");
        let mut scope = items_scope(["folders_items"].into_iter());
        assert_eq!(scope.claim(items("Folders")), "folders_items2");
        assert_eq!(scope.claim(items("Files")), "files_items");
    }

    #[test]
    fn a_shape_called_service_leaves_the_service_its_table() {
        assert_eq!(table("Service"), "SERVICE_SHAPE");
        assert_eq!(table("ServiceList"), "SERVICE_LIST");
    }

    #[test]
    fn a_taken_name_gets_the_next_number() {
        let mut scope = Scope::default();
        let names: Vec<_> = (0..3).map(|_| scope.claim("Tag".into())).collect();
        assert_eq!(names, ["Tag", "Tag2", "Tag3"]);
    }
}
