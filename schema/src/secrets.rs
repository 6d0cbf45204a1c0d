//! Recognises secrets by name: members that a model forgets to mark, and keys of maps.

/// Whether a value is a secret by its name.
///
/// Case, `_`, `-` and `.` are ignored, and so is a prefix: `MasterUserPassword`, `DB_PASSWORD`.
pub fn is_secret(name: &str) -> bool {
    let name = plain(name);
    NAMES.contains(&name.as_str()) || ENDS.iter().any(|end| name.ends_with(end))
}

/// A name in the form that is compared.
pub fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-' | '.'));
    letters.collect::<String>().to_ascii_lowercase()
}

/// Whole names; as the end of a longer name they mean something else, such as the ARN of a secret.
const NAMES: &[&str] = &[
    "assertion",
    "credential",
    "mfa",
    "otp",
    "personalpin",
    "pin",
    "secret",
    "secretbinary",
    "token",
    "tokenkey",
    "tokenvalue",
];

const ENDS: &[&str] = &[
    "accesstoken",
    "apikey",
    "apisecret",
    "apitoken",
    "authcode",
    "authenticationtoken",
    "authkey",
    "authorizationcode",
    "authorizationtoken",
    "authtoken",
    "bearertoken",
    "clientsecret",
    "codeverifier",
    "connectiontoken",
    "consumersecret",
    "customerkey",
    "devicecode",
    "hectoken",
    "identitytoken",
    "idtoken",
    "jwt",
    "jwttoken",
    "participanttoken",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "presharedkey",
    "privatekey",
    "privatekeybase64",
    "refreshtoken",
    "samlassertion",
    "secretkey",
    "secretaccesskey",
    "secretstring",
    "secrettoken",
    "securitytoken",
    "sessiontoken",
    "sharedsecret",
    "signedtoken",
    "tokencode",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_maps_are_written_in_any_way() {
        for name in [
            "PASSWORD",
            "DB_PASSWORD",
            "db.password",
            "api-key",
            "Token",
            "clientSecret",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "USERNAME",
            "NextToken",
            "PASSWORD_LAST_USED",
            "SECRET_ID",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
