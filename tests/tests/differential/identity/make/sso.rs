//! Single sign-on: by a section of its own, and in the older form; with what the cache has of tokens.

use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::{FUTURE, Making, PAST, title};
use crate::identity::case::SECRET;

const URL: &str = "https://d-1.example/start";

pub(super) fn with_session(making: &mut Making, profile: &str) {
    let session = format!("session-{profile}");
    making.config(&title(profile), "sso_session", &session);
    role(making, profile);
    let section = format!("sso-session {session}");
    match making.rng.usize(0..24) {
        // There is no such section.
        0 => {}
        1 => {
            // What should stand there stands in the profile.
            making.config(&section, "sso_start_url", URL);
            making.profile(profile, "sso_region", "eu-north-1");
        }
        2 => {
            whole(making, &section);
            making.profile(profile, "sso_region", "us-west-1");
        }
        3 => {
            whole(making, &section);
            making.config(&section, "sso_registration_scopes", "a");
            making.profile(profile, "sso_registration_scopes", "b");
        }
        4 => making.config(&section, "sso_region", "eu-north-1"),
        5 => {
            whole(making, &section);
            making.profile(profile, "sso_start_url", URL);
        }
        _ => whole(making, &section),
    }
    token(making, &session, true);
    answers(making);
}

fn whole(making: &mut Making, section: &str) {
    making.config(section, "sso_start_url", URL);
    making.config(section, "sso_region", "eu-north-1");
}

pub(super) fn without_session(making: &mut Making, profile: &str) {
    role(making, profile);
    making.profile(profile, "sso_start_url", URL);
    if !making.one_in(10) {
        making.profile(profile, "sso_region", "ap-south-1");
    }
    token(making, URL, false);
    answers(making);
}

fn role(making: &mut Making, profile: &str) {
    if !making.one_in(20) {
        making.profile(profile, "sso_role_name", "Reader");
    }
    if !making.one_in(20) {
        making.profile(profile, "sso_account_id", "012345678901");
    }
}

/// What the cache has.
fn token(making: &mut Making, session_or_url: &str, can_be_renewed: bool) {
    let hash = Sha1::digest(session_or_url.as_bytes());
    let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut saved = json!({
        "accessToken": format!("{SECRET}-sso"),
        "expiresAt": FUTURE,
        "startUrl": URL,
        "region": "eu-north-1",
    });
    let object = saved.as_object_mut().unwrap();
    let mut set = |name: &str, value: &str| object.insert(name.to_owned(), Value::from(value));
    if can_be_renewed {
        set("clientId", "client");
        set("clientSecret", &format!("{SECRET}-client"));
        set("refreshToken", &format!("{SECRET}-refresh"));
        set("registrationExpiresAt", FUTURE);
    }
    match making.rng.usize(0..22) {
        0 => return,
        1 | 2 => {
            set("expiresAt", PAST);
        }
        3 | 4 => {
            set("expiresAt", "{near}");
        }
        5 => {
            set("expiresAt", PAST);
            set("registrationExpiresAt", PAST);
        }
        6 => {
            set("expiresAt", "{near}");
            set("registrationExpiresAt", PAST);
        }
        7 => {
            let name = making.pick(&["accessToken", "expiresAt"]);
            object.remove(name);
        }
        8 => {
            let name = making.pick(&["clientId", "refreshToken", "registrationExpiresAt"]);
            object.insert("expiresAt".to_owned(), PAST.into());
            object.remove(name);
        }
        9 => {
            set("expiresAt", "2100-01-01T00:00:00UTC");
        }
        10 => {
            set("expiresAt", "whenever");
        }
        _ => {}
    }
    let text = match making.rng.usize(0..30) {
        0 => format!("{{\"accessToken\": \"{SECRET}"),
        1 => "[]".to_owned(),
        _ => saved.to_string(),
    };
    making.file(&format!(".aws/sso/cache/{name}.json"), text);
}

fn answers(making: &mut Making) {
    if making.is_answered("CreateToken") {
        return;
    }
    let renewed = json!({
        "accessToken": format!("{SECRET}-renewed"),
        "expiresIn": 28800,
        "refreshToken": format!("{SECRET}-refresh-2"),
        "tokenType": "Bearer",
    });
    let error = |code: &str| json!({"error": code, "error_description": "no"}).to_string();
    match making.rng.usize(0..8) {
        0 => making.answer("CreateToken", 400, &error("invalid_grant")),
        1 => making.answer("CreateToken", 500, &error("server_error")),
        2 => {
            making.note("renewed token that cannot be read");
            making.answer("CreateToken", 200, "<html>");
        }
        _ => making.answer("CreateToken", 200, &renewed.to_string()),
    }
    let keys = |expiration: u64| {
        let keys = json!({
            "accessKeyId": "AKSSO",
            "secretAccessKey": format!("{SECRET}-role"),
            "sessionToken": format!("{SECRET}-role-token"),
            "expiration": expiration,
        });
        json!({"roleCredentials": keys}).to_string()
    };
    let kind = "GetRoleCredentials";
    match making.rng.usize(0..12) {
        0 => making.answer(
            kind,
            401,
            "{\"message\": \"Session token not found or invalid\"}",
        ),
        1 => making.answer(kind, 404, "{\"message\": \"no\"}"),
        2 => {
            making.answer(kind, 500, "{}");
            making.answer(kind, 200, &keys(4_102_444_800_000));
        }
        3 => making.answer(kind, 200, "{}"),
        4 => making.answer(kind, 200, &keys(981_173_106_000)),
        5 => making.answer(kind, 200, "<html>"),
        _ => making.answer(kind, 200, &keys(4_102_444_800_000)),
    }
}
