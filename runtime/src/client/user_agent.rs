//! The `User-Agent` header, in the grammar of botocore/useragent.py.

use super::Purpose;
use super::config::Config;

/// `pageboy/<version> ua/2.1 os/… md/arch#… lang/rust m/… cfg/retry-mode#standard app/…`
///
/// The feature letters are botocore's (botocore/useragent.py): `B` a waiter, `C` a paginator, `E` standard retries,
/// `N` a custom endpoint.
pub(crate) fn user_agent(config: &Config, purpose: Purpose, custom_endpoint: bool) -> String {
    let mut features = vec!["E"];
    match purpose {
        Purpose::Operation => {}
        Purpose::Waiter => features.push("B"),
        Purpose::Paginator => features.push("C"),
    }
    if custom_endpoint {
        features.push("N");
    }
    let os = match std::env::consts::OS {
        system @ ("linux" | "macos" | "windows") => system,
        _ => "other",
    };
    let mut text = format!(
        "pageboy/{} ua/2.1 os/{os} md/arch#{} lang/rust",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
    );
    if let Some(environment) = config.environment().get("AWS_EXECUTION_ENV") {
        text.push_str(&format!(" exec-env/{}", allowed(environment)));
    }
    text.push_str(&format!(
        " m/{} cfg/retry-mode#standard",
        features.join(",")
    ));
    if let Some(id) = config.app_id() {
        text.push_str(&format!(" app/{}", allowed(id)));
    }
    text
}

/// Replaces what the grammar does not allow (botocore/useragent.py, `sanitize_user_agent_string_component`).
fn allowed(text: &str) -> String {
    let keep = |c: char| c.is_ascii_alphanumeric() || "!$%&'*+-.^_`|~,#".contains(c);
    text.chars()
        .map(|c| if keep(c) { c } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agent_says_who_calls_and_never_breaks_the_grammar() {
        let config = Config::builder()
            .app_id("my app/1\n")
            .environment([("AWS_EXECUTION_ENV", "AWS_Lambda_(x)")].into())
            .build();
        let agent = user_agent(&config, Purpose::Waiter, true);
        let (start, rest) = agent.split_once(" md/").unwrap();
        assert!(start.starts_with("pageboy/"), "{agent}");
        assert!(
            rest.ends_with(
                " lang/rust exec-env/AWS_Lambda_-x- m/E,B,N cfg/retry-mode#standard app/my-app-1-"
            ),
            "{agent}"
        );
    }
}
