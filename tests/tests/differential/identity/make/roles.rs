//! Roles that STS gives keys for.

use super::{FUTURE, Making, PAST, environment, hosts, keys, login, sso, title};
use crate::identity::case::SECRET;

pub(super) fn of_source_profile(making: &mut Making, profile: &str) {
    chain(making, profile, 0);
}

/// A role, and the profile whose keys take it.
fn chain(making: &mut Making, profile: &str, depth: usize) {
    role(making, profile);
    let base = format!("base{depth}");
    let mut name = base.as_str();
    match making.rng.usize(0..17) {
        0..=5 => {
            let id = format!("AK{}", base.to_uppercase());
            let secret = format!("{SECRET}-{base}");
            making.config(&title(name), "aws_access_key_id", &id);
            making.config(&title(name), "aws_secret_access_key", &secret);
        }
        6 => keys::in_files(making, name),
        7 => keys::by_process(making, name),
        8 => sso::with_session(making, name),
        15 => login::session(making, name),
        9 => of_web_identity(making, name),
        10 => of_credential_source(making, name),
        11 if depth < 3 => {
            chain(making, name, depth + 1);
            // A role with keys of its own beside it.
            if making.one_in(4) {
                keys::in_files(making, name);
            }
        }
        12 => {
            // A circle.
            role(making, name);
            making.profile(name, "source_profile", profile);
        }
        13 => {
            name = profile;
            if !making.one_in(3) {
                keys::in_files(making, name);
            }
        }
        14 => making.config(&title(name), "output", "json"),
        _ => name = making.pick(&["missing", ""]),
    }
    let name = name.to_owned();
    making.profile(profile, "source_profile", &name);
}

pub(super) fn of_credential_source(making: &mut Making, profile: &str) {
    role(making, profile);
    let source = making.pick(&[
        "Environment",
        "EcsContainer",
        "Ec2InstanceMetadata",
        "Environment",
        "EcsContainer",
        "Ec2InstanceMetadata",
        "environment",
        "Elsewhere",
    ]);
    // What is asked for is there, mostly.
    if !making.one_in(4) {
        match source {
            "Environment" => environment::whole_keys(making),
            "EcsContainer" => hosts::container_that_works(making),
            "Ec2InstanceMetadata" => hosts::instance_that_works(making),
            _ => {}
        }
    }
    if !making.one_in(8) {
        making.profile(profile, "credential_source", source);
    }
    if making.one_in(16) {
        making.profile(profile, "source_profile", "other");
    }
}

/// What a role has beside the keys that take it.
fn role(making: &mut Making, profile: &str) {
    let arn = format!("arn:aws:iam::123456789012:role/{profile}");
    let arn = if making.one_in(30) { "" } else { &arn };
    making.profile(profile, "role_arn", arn);
    if making.one_in(3) {
        let name = making.pick(&["somebody", "some.body@example.com", "some+body", "a b", ""]);
        making.profile(profile, "role_session_name", name);
    }
    if making.one_in(4) {
        let id = making.pick(&["ext=1", "two words"]);
        making.profile(profile, "external_id", id);
    }
    if making.one_in(4) {
        let seconds = making.pick(&["900", "43200", "3600", "+3600", "60", "an hour"]);
        if seconds == "an hour" {
            making.note("duration that is no number");
        }
        making.profile(profile, "duration_seconds", seconds);
    }
    if making.one_in(6) {
        making.profile(profile, "mfa_serial", "arn:aws:iam::123456789012:mfa/me");
    }
    sts(making, "AssumeRole");
}

pub(super) fn of_web_identity(making: &mut Making, profile: &str) {
    let arn = format!("arn:aws:iam::123456789012:role/{profile}-web");
    let text = format!("{SECRET}.web.token");
    let (path, text) = match making.rng.usize(0..8) {
        0 => ("{home}/missing.jwt", text),
        1 => ("", text),
        2 => ("{home}/token.jwt", String::new()),
        3 => ("{home}/token.jwt", format!("{text}\n")),
        _ => ("{home}/token.jwt", text),
    };
    making.file("token.jwt", text);
    let (variables, settings) =
        making.pick(&[(true, false), (false, true), (false, true), (true, true)]);
    if variables {
        making.variable("AWS_WEB_IDENTITY_TOKEN_FILE", path);
        if !making.one_in(6) {
            making.variable("AWS_ROLE_ARN", &arn);
        }
        if making.one_in(3) {
            making.variable("AWS_ROLE_SESSION_NAME", "variable");
        }
    }
    if settings {
        making.profile(profile, "web_identity_token_file", path);
        if !making.one_in(6) {
            making.profile(profile, "role_arn", &arn);
        }
        if making.one_in(3) {
            making.profile(profile, "role_session_name", "setting");
        }
    }
    sts(making, "AssumeRoleWithWebIdentity");
}

/// How STS answers.
fn sts(making: &mut Making, operation: &'static str) {
    if making.is_answered(operation) {
        return;
    }
    let keys = |expiration: &str| {
        format!(
            "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result><Credentials>\
             <AccessKeyId>{{id}}</AccessKeyId><SecretAccessKey>{SECRET}-sts</SecretAccessKey>\
             <SessionToken>{SECRET}-sts-token</SessionToken><Expiration>{expiration}</Expiration></Credentials>\
             <AssumedRoleUser><AssumedRoleId>x</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>\
             </AssumedRoleUser></{operation}Result></{operation}Response>"
        )
    };
    let error = |code: &str| {
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>\
             <Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>"
        )
    };
    match making.rng.usize(0..28) {
        0 => making.answer(operation, 403, &error("AccessDenied")),
        1 => making.answer(operation, 400, &error("ExpiredToken")),
        2 => {
            making.answer(operation, 503, &error("ServiceUnavailable"));
            making.answer(operation, 200, &keys(FUTURE));
        }
        3 => making.answer(operation, 500, &error("InternalFailure")),
        4 => making.answer(operation, 200, "<html>"),
        5 => making.answer(operation, 200, &keys(PAST)),
        6 => making.answer(operation, 400, &error("IDPCommunicationError")),
        7 => making.answer(operation, 307, ""),
        _ => making.answer(operation, 200, &keys(FUTURE)),
    }
}
