//! The hosts of a container and of an instance.

use serde_json::{Value, json};

use super::{FUTURE, Making, PAST};
use crate::identity::case::SECRET;

pub(super) fn container_that_works(making: &mut Making) {
    making.variable(
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "/v2/credentials?id=1",
    );
    let keys = whole_keys("AKCONTAINER", FUTURE);
    making.answer("container", 200, &keys.to_string());
}

pub(super) fn instance_that_works(making: &mut Making) {
    making.answer("imds token", 200, &format!("{SECRET}-imds"));
    making.answer("imds role", 200, "instance-role");
    let keys = whole_keys("AKINSTANCE", FUTURE);
    making.answer("imds keys", 200, &keys.to_string());
}

pub(super) fn of_container(making: &mut Making) {
    if making.is_answered("container") {
        return;
    }
    let (relative, full) = (
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    );
    match making.rng.usize(0..20) {
        0 | 1 => making.variable(relative, "/v2/credentials?id=1"),
        2 => {
            making.variable(relative, "/v2/credentials");
            making.variable(full, "http://127.0.0.1:2/full");
        }
        3 => {
            container_that_works(making);
            return making.variable(relative, "");
        }
        4..=7 => {
            let url = making.pick(&[
                "http://127.0.0.1:2/full?a=b",
                "http://localhost/full",
                "http://LOCALHOST:2/full",
                "http://[::1]:2/full",
                "http://169.254.170.23/v1/credentials",
                "http://[fd00:ec2::23]/v1/credentials",
                "https://keys.example/full",
                "http://keys.example/full",
                "http://169.254.169.254/",
                "ftp://localhost/",
                "full",
            ]);
            making.variable(full, url);
        }
        _ => return,
    }
    let token = format!("Basic {SECRET}-container");
    match making.rng.usize(0..8) {
        0 => making.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN", &token),
        1 => making.variable(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            format!("{token}\r\nx: y"),
        ),
        2 | 3 => {
            let text = if making.one_in(3) { "\n" } else { "" };
            making.file("container-token", format!("{token}{text}"));
            making.variable(
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                "{home}/container-token",
            );
        }
        4 => making.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "{home}/missing"),
        _ => {}
    }
    let keys = keys(making, "AKCONTAINER");
    match making.rng.usize(0..10) {
        0 => making.answer("container", 500, "{}"),
        1 => {
            making.answer("container", 500, "{}");
            making.answer("container", 200, &keys);
        }
        2 => making.answer("container", 302, ""),
        3 => making.answer("container", 200, "<html>"),
        4 => making.answer("container", 404, &keys),
        _ => making.answer("container", 200, &keys),
    }
}

pub(super) fn of_instance(making: &mut Making) {
    if making.is_answered("imds keys") {
        return;
    }
    match making.rng.usize(0..8) {
        0 | 1 => {
            let text = making.pick(&["true", "TRUE"]);
            return making.variable("AWS_EC2_METADATA_DISABLED", text);
        }
        2 => making.variable("AWS_EC2_METADATA_DISABLED", "false"),
        _ => {}
    }
    match making.rng.usize(0..6) {
        0 => making.variable(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "http://127.0.0.1:3/imds",
        ),
        1 => making.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:3/"),
        2 => making.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"),
        _ => {}
    }
    if making.one_in(3) {
        making.variable("AWS_EC2_METADATA_V1_DISABLED", "true");
    }
    if making.one_in(3) {
        making.variable("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2");
    }
    let token = format!("{SECRET}-imds");
    let kind = "imds token";
    match making.rng.usize(0..14) {
        0 => making.answer(kind, 403, ""),
        1 => making.answer(kind, 404, ""),
        2 => making.answer(kind, 400, ""),
        3 => making.answer(kind, 500, ""),
        4 => {
            making.answer(kind, 500, "");
            making.answer(kind, 200, &token);
        }
        5 => making.answer(kind, 200, ""),
        _ => making.answer(kind, 200, &token),
    }
    let kind = "imds role";
    match making.rng.usize(0..10) {
        0 => making.answer(kind, 404, ""),
        1 => making.answer(kind, 200, ""),
        2 => {
            let status = making.pick(&[404, 500]);
            making.answer(kind, status, "");
            making.answer(kind, 200, "instance-role");
        }
        _ => making.answer(kind, 200, "instance-role"),
    }
    let keys = keys(making, "AKINSTANCE");
    let kind = "imds keys";
    match making.rng.usize(0..10) {
        0 => making.answer(kind, 404, ""),
        1 => making.answer(kind, 200, "{\"Code\": \"Failed\", \"Message\": \"no\"}"),
        2 => {
            making.answer(kind, 200, "<html>");
            making.answer(kind, 200, &keys);
        }
        3 => making.answer(kind, 200, ""),
        _ => making.answer(kind, 200, &keys),
    }
}

/// Keys as these hosts give them.
fn keys(making: &mut Making, id: &str) -> String {
    let expiration = making.pick(&[FUTURE, FUTURE, FUTURE, FUTURE, "{near}", PAST, "soon"]);
    let mut keys = whole_keys(id, expiration);
    if making.one_in(8) {
        let name = making.pick(&["AccessKeyId", "SecretAccessKey", "Token", "Expiration"]);
        keys.as_object_mut().unwrap().remove(name);
    }
    keys.to_string()
}

fn whole_keys(id: &str, expiration: &str) -> Value {
    json!({
        "Code": "Success",
        "AccessKeyId": id,
        "SecretAccessKey": format!("{SECRET}-host"),
        "Token": format!("{SECRET}-host-token"),
        "Expiration": expiration,
    })
}
