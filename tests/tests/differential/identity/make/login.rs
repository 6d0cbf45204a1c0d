//! Login sessions, with what the cache has of them.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{FUTURE, Making, PAST};
use crate::identity::case::SECRET;

/// The key of the numbered cases, in both forms.
const SEC1: &str = include_str!("../../../../cases/identity/keys/sec1.pem");
const PKCS8: &str = include_str!("../../../../cases/identity/keys/pkcs8.pem");
const KIND: &str = "CreateOAuth2Token";

pub(super) fn session(making: &mut Making, profile: &str) {
    let arn = format!("arn:aws:sts::012345678901:assumed-role/Admin/{profile}");
    let name = if making.one_in(30) { "" } else { &arn };
    making.profile(profile, "login_session", name);
    saved(making, &arn);
    if !making.is_answered(KIND) {
        answers(making);
    }
}

/// What the cache has.
fn saved(making: &mut Making, arn: &str) {
    let expiry = match making.rng.usize(0..8) {
        0 | 1 => FUTURE,
        2 => "{near}",
        3 => "{soon}",
        4 => "2001-02-03T04:05:06+00:00",
        _ => PAST,
    };
    let mut saved = json!({
        "accessToken": {
            "accessKeyId": "AKLOGIN",
            "secretAccessKey": format!("{SECRET}-login"),
            "sessionToken": format!("{SECRET}-login-token"),
            "accountId": "012345678901",
            "expiresAt": expiry,
        },
        "tokenType": "aws_sigv4",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "refreshToken": format!("{SECRET}-login-refresh"),
        "idToken": format!("{SECRET}-login-id"),
        "dpopKey": making.pick(&[SEC1, PKCS8]),
    });
    let object = saved.as_object_mut().unwrap();
    match making.rng.usize(0..16) {
        0 => return,
        1..=4 => {
            let region = making.pick(&["ap-southeast-2", "cn-north-1", "us-gov-west-1", ""]);
            object.insert("signInRegion".to_owned(), region.into());
        }
        5 => {
            let names = ["accessToken", "clientId", "dpopKey", "refreshToken"];
            object.remove(making.pick(&names));
        }
        6 => {
            let names = [
                "accessKeyId",
                "accountId",
                "expiresAt",
                "secretAccessKey",
                "sessionToken",
            ];
            let keys = object.get_mut("accessToken").and_then(Value::as_object_mut);
            keys.unwrap().remove(making.pick(&names));
        }
        7 if expiry != "{near}" => {
            let key = making.pick(&["", "-----BEGIN PRIVATE KEY-----\nh1dd\n", "h1dden"]);
            // Without one, botocore fails later than here, where keys last.
            let key = if expiry == FUTURE { SEC1 } else { key };
            object.insert("dpopKey".to_owned(), key.into());
        }
        8 => {
            let keys = object.get_mut("accessToken").unwrap();
            keys["expiresAt"] = "whenever".into();
        }
        _ => {}
    }
    let text = match making.rng.usize(0..30) {
        0 => format!("{{\"accessToken\": \"{SECRET}"),
        1 => "[]".to_owned(),
        _ => saved.to_string(),
    };
    let name = Sha256::digest(arn.as_bytes());
    let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut folder = ".aws/login/cache";
    if making.one_in(8) {
        folder = "sessions";
        let path = making.pick(&["{home}/sessions", "~/sessions", "$HOME/sessions"]);
        making.variable("AWS_LOGIN_CACHE_DIRECTORY", path);
    }
    making.file(&format!("{folder}/{name}.json"), text);
}

fn answers(making: &mut Making) {
    let renewed = |seconds: u32| {
        json!({
            "accessToken": {
                "accessKeyId": "AKRENEWED",
                "secretAccessKey": format!("{SECRET}-renewed"),
                "sessionToken": format!("{SECRET}-renewed-token"),
            },
            "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
            "expiresIn": seconds,
            "refreshToken": format!("{SECRET}-login-refresh-2"),
            "idToken": format!("{SECRET}-login-id-2"),
        })
    };
    let denied = |reason: &str| {
        let code = "AccessDeniedException";
        json!({"__type": code, "error": reason, "message": "no"}).to_string()
    };
    match making.rng.usize(0..20) {
        0 => making.answer(KIND, 403, &denied("TOKEN_EXPIRED")),
        1 => making.answer(KIND, 403, &denied("USER_CREDENTIALS_CHANGED")),
        2 => making.answer(KIND, 403, &denied("INSUFFICIENT_PERMISSIONS")),
        3 => making.answer(KIND, 403, &denied("AUTHCODE_EXPIRED")),
        4 => making.answer(KIND, 400, "{\"__type\": \"ValidationException\"}"),
        5 => making.answer(KIND, 500, "{}"),
        6 => {
            making.answer(KIND, 500, "{}");
            making.answer(KIND, 200, &renewed(900).to_string());
        }
        7 => making.answer(KIND, 200, "{}"),
        8 => {
            let name = making.pick(&["accessToken", "expiresIn", "refreshToken"]);
            let mut answer = renewed(900);
            answer.as_object_mut().unwrap().remove(name);
            making.answer(KIND, 200, &answer.to_string());
        }
        9 => making.answer(KIND, 200, &renewed(0).to_string()),
        _ => making.answer(KIND, 200, &renewed(900).to_string()),
    }
}
