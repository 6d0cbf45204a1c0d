//! Keys that stand in files, or that a program prints.

use serde_json::{Value, json};

use super::{FUTURE, Making, PAST, hosts, title};
use crate::identity::case::SECRET;

const ID: &str = "aws_access_key_id";
const KEY: &str = "aws_secret_access_key";

pub(super) fn in_files(making: &mut Making, profile: &str) {
    let title = title(profile);
    let secret = format!("{SECRET}-{profile}");
    let id = |place: &str| format!("AK{}{place}", profile.to_uppercase());
    match making.rng.usize(0..16) {
        0..=3 => {
            making.credentials(profile, ID, &id("CREDENTIALS"));
            making.credentials(profile, KEY, &secret);
        }
        4 | 5 => {
            making.config(&title, ID, &id("CONFIG"));
            making.config(&title, KEY, &secret);
        }
        6 | 7 => {
            making.credentials(profile, ID, &id("CREDENTIALS"));
            making.credentials(profile, KEY, &secret);
            making.config(&title, ID, &id("CONFIG"));
            making.config(&title, KEY, &secret);
        }
        8 => {
            making.note("keys in two files");
            making.credentials(profile, ID, &id("CREDENTIALS"));
            making.config(&title, KEY, &secret);
            if making.one_in(2) {
                making.config(&title, ID, &id("CONFIG"));
            }
        }
        9..=13 => {
            making.note("half a pair in a profile");
            let name = making.pick(&[ID, KEY, KEY, KEY]);
            hosts::instance_that_works(making);
            let value = if name == ID {
                id("HALF")
            } else {
                secret.clone()
            };
            making.profile(profile, name, &value);
        }
        14 => {
            making.profile(profile, ID, "");
            making.profile(profile, KEY, "");
        }
        _ => {
            making.note("half a pair in a profile");
            making.credentials(profile, KEY, &secret);
            making.config(&title, ID, &id("CONFIG"));
        }
    }
    for name in ["aws_session_token", "aws_security_token"] {
        if making.one_in(4) {
            let token = format!("{secret}-{name}");
            making.profile(profile, name, &token);
        }
    }
}

/// Keys in a file of boto's, beside a profile that mostly has none.
pub(super) fn in_old_file(making: &mut Making, profile: &str) {
    let secret = format!("{SECRET}-boto");
    let whole = format!("[Credentials]\n{ID} = AKBOTO\n{KEY} = {secret}\n");
    match making.rng.usize(0..8) {
        0 | 1 => making.file(".boto", whole),
        2 => {
            making.file("boto.cfg", whole);
            making.variable("BOTO_CONFIG", "{home}/boto.cfg");
        }
        3 => {
            making.file(".boto", whole);
            making.variable("BOTO_CONFIG", "{home}/nowhere.cfg");
        }
        4 => making.file(".boto", "[Credentials]\ngs_oauth2_refresh_token = x\n"),
        5 => {
            making.note("half a pair in a file of boto");
            let (name, value) = making.pick(&[(ID, "AKBOTO"), (KEY, SECRET)]);
            making.file(".boto", format!("[Credentials]\n{name} = {value}\n"));
        }
        6 => making.file(".boto", "[Boto]\n[Boto\n"),
        _ => {
            making.file(".boto", whole);
            in_files(making, profile);
        }
    }
}

pub(super) fn by_process(making: &mut Making, profile: &str) {
    let mut keys = json!({"Version": 1, "AccessKeyId": "AKPROCESS", "SecretAccessKey": format!("{SECRET}-process")});
    let object = keys.as_object_mut().unwrap();
    let token = Value::from(format!("{SECRET}-process-token"));
    match making.rng.usize(0..14) {
        0 | 1 => {}
        2 => {
            object.insert("SessionToken".to_owned(), token);
        }
        3 => {
            let time = making.pick(&[FUTURE, "{near}"]);
            object.insert("SessionToken".to_owned(), token);
            object.insert("Expiration".to_owned(), time.into());
        }
        4 => {
            let time = making.pick(&[PAST, "soon"]);
            object.insert("SessionToken".to_owned(), token);
            object.insert("Expiration".to_owned(), time.into());
        }
        5 => {
            let version = making.pick(&["2", "\"1\"", "null"]);
            let version = serde_json::from_str(version).unwrap();
            object.insert("Version".to_owned(), version);
        }
        6 => {
            let name = making.pick(&["AccessKeyId", "SecretAccessKey", "Version"]);
            object.remove(name);
        }
        _ => {}
    }
    let text = match making.rng.usize(0..16) {
        0 => format!("AccessKeyId {SECRET}"),
        1 => "[]".to_owned(),
        2 => String::new(),
        _ => keys.to_string(),
    };
    making.file("printed.json", text);
    let line = match making.rng.usize(0..18) {
        0 => "false",
        1 => "/nonexistent/program",
        2 => "cat '{home}/printed.json",
        3 => "",
        4 => "sh -c 'cat {home}/printed.json; exit 3'",
        5 => "sh -c \"cat {home}/printed.json\"",
        _ => "cat {home}/printed.json",
    };
    making.profile(profile, "credential_process", line);
}
