use super::*;
use crate::client::ConfigBuilder;
use crate::client::samples::{self, EC2, GET_BUCKET_LOCATION, GET_OBJECT, RUN_INSTANCES};
use crate::schema::{Endpoint as Table, Protocol};

/// The URL of a call, and the region of its signature.
fn resolve(
    operation: &'static Operation,
    bucket: Option<&str>,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Result<(String, String), String> {
    let config = set(Config::builder()).build().unwrap();
    let bucket = bucket.map(|bucket| ("Bucket", bucket));
    let input = samples::input(operation, bucket);
    let none = Substitutions::default();
    let endpoints = Endpoints::default();
    let endpoint = endpoints.resolve(operation, &config, (&input, &none), None);
    let endpoint = endpoint.map_err(|kind| match kind {
        ErrorKind::Config(message) => message,
        other => format!("{other:?}"),
    })?;
    let region = endpoint.region.clone().unwrap_or_default();
    Ok((endpoint.url.to_string(), region))
}

fn ec2(set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Result<(String, String), String> {
    resolve(&RUN_INSTANCES, None, set)
}

fn found(url: &str, region: &str) -> Result<(String, String), String> {
    Ok((url.to_owned(), region.to_owned()))
}

#[test]
fn a_region_has_its_host_in_every_partition() {
    for (region, url) in [
        ("us-west-2", "https://ec2.us-west-2.amazonaws.com"),
        ("cn-north-1", "https://ec2.cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", "https://ec2.eusc-de-east-1.amazonaws.eu"),
    ] {
        assert_eq!(ec2(|config| config.region(region)), found(url, region));
    }
}

#[test]
fn fips_and_dual_stack_have_hosts_of_their_own_and_a_region_may_ask_for_fips() {
    let fips = found("https://ec2-fips.us-east-1.amazonaws.com", "us-east-1");
    assert_eq!(
        ec2(|config| config.region("us-east-1").use_fips(true)),
        fips
    );
    for region in ["fips-us-east-1", "us-east-1-fips"] {
        assert_eq!(ec2(|config| config.region(region)), fips);
    }
    let both = ec2(|config| {
        config
            .region("us-east-1")
            .use_fips(true)
            .use_dual_stack(true)
    });
    assert_eq!(
        both,
        found("https://ec2-fips.us-east-1.api.aws", "us-east-1")
    );
}

#[test]
fn an_endpoint_url_goes_before_fips_and_dual_stack() {
    let config = |config: ConfigBuilder| {
        let config = config.region("us-east-1").use_fips(true);
        config
            .use_dual_stack(true)
            .endpoint_url("http://localhost:1/x/")
    };
    assert_eq!(ec2(config), found("http://localhost:1/x/", "us-east-1"));
}

#[test]
fn without_a_region_nothing_is_asked_but_what_is_configured() {
    assert_eq!(ec2(|config| config), Err(NO_REGION.to_owned()));
    let config = |config: ConfigBuilder| config.endpoint_url("http://localhost:1");
    assert_eq!(ec2(config), found("http://localhost:1", ""));
}

#[test]
fn a_name_that_stands_for_all_regions_signs_for_one() {
    for (region, signed) in [
        ("aws-global", "us-east-1"),
        ("aws-cn-global", "cn-northwest-1"),
    ] {
        let (_, region) = ec2(|config| config.region(region)).unwrap();
        assert_eq!(region, signed);
    }
}

#[test]
fn buckets_stand_in_the_host_or_in_the_path_as_the_setting_says() {
    let url = "http://localhost:9000";
    let custom = |style| {
        move |config: ConfigBuilder| {
            let config = config.region("us-west-2").endpoint_url(url);
            config.s3_addressing_style(style)
        }
    };
    let plain = |config: ConfigBuilder| config.region("us-west-2");
    let path = |config: ConfigBuilder| plain(config).s3_addressing_style(AddressingStyle::Path);
    let get = |bucket, set: &dyn Fn(ConfigBuilder) -> ConfigBuilder| {
        resolve(&GET_OBJECT, Some(bucket), set).unwrap().0
    };
    assert_eq!(get("bkt", &plain), "https://bkt.s3.us-west-2.amazonaws.com");
    assert_eq!(
        get("b.kt", &plain),
        "https://s3.us-west-2.amazonaws.com/b.kt"
    );
    assert_eq!(get("bkt", &path), "https://s3.us-west-2.amazonaws.com/bkt");
    assert_eq!(
        get("bkt", &custom(AddressingStyle::Auto)),
        "http://localhost:9000/bkt"
    );
    assert_eq!(
        get("bkt", &custom(AddressingStyle::Virtual)),
        "http://bkt.localhost:9000"
    );
    let location = resolve(&GET_BUCKET_LOCATION, Some("bkt"), plain).unwrap();
    assert_eq!(location.0, "https://s3.us-west-2.amazonaws.com/bkt");
}

#[test]
fn the_last_endpoint_is_kept_for_calls_that_ask_for_the_same() {
    let config = Config::builder().region("us-west-2").build().unwrap();
    let endpoints = Endpoints::default();
    let none = Substitutions::default();
    let get = |bucket| {
        let input = samples::input(&GET_OBJECT, Some(("Bucket", bucket)));
        endpoints
            .resolve(&GET_OBJECT, &config, (&input, &none), None)
            .unwrap()
    };
    let first = get("one");
    assert!(Arc::ptr_eq(&first, &get("one")));
    assert_ne!(first.url, get("two").url);
}

static OWN: Service = Service::new("own", "My Own", "1", Protocol::RestJson, Table::new("own"));
static OWN_CALL: Operation = Operation::new(&OWN, "Call");
static HOSTED: Service = Service::new(
    "hosted",
    "Hosted",
    "1",
    Protocol::RestJson,
    Table::new("hosted").global("api.{region}.example"),
);
static HOSTED_CALL: Operation = Operation::new(&HOSTED, "Call");

#[test]
fn a_service_without_rules_is_asked_where_its_model_or_the_settings_say_and_nowhere_else() {
    let call = |operation, url: Option<&str>| {
        resolve(operation, None, |config| {
            let config = config.region("eu-west-1");
            match url {
                Some(url) => config.endpoint_url(url),
                None => config,
            }
        })
    };
    assert_eq!(
        call(&OWN_CALL, None),
        Err(
            "no endpoint: the definitions of own have no endpoint rules and no `globalEndpoint`; \
             set AWS_ENDPOINT_URL_MY_OWN, or `Config::builder().endpoint_url(…)`"
                .to_owned()
        )
    );
    let url = "https://own.example";
    assert_eq!(call(&OWN_CALL, Some(url)), found(url, "eu-west-1"));
    assert_eq!(
        call(&HOSTED_CALL, None),
        found("https://api.eu-west-1.example", "eu-west-1")
    );
    assert_eq!(call(&HOSTED_CALL, Some(url)), found(url, "eu-west-1"));
}

static FOREIGN: Service = Service::new(
    "foreign",
    "Foreign",
    "1",
    Protocol::RestJson,
    Table::new("foreign").global("api.{region}.example"),
)
.foreign();
static FOREIGN_CALL: Operation = Operation::new(&FOREIGN, "Call");

#[test]
fn amazons_settings_choose_no_host_of_another_service() {
    use crate::client::environment::Environment;
    let variables = Environment::from(
        &[
            ("AWS_REGION", "eu-west-1"),
            ("AWS_USE_FIPS_ENDPOINT", "true"),
            ("AWS_ENDPOINT_URL", "http://all"),
        ][..],
    );
    let call = |region: Option<&str>| {
        resolve(&FOREIGN_CALL, None, |config| {
            let config = config.environment(variables.clone());
            match region {
                Some(region) => config.region(region),
                None => config,
            }
        })
    };
    assert_eq!(call(None), Err(NO_REGION_OF_FOREIGN.to_owned()));
    for region in ["north", "fips-north"] {
        let url = format!("https://api.{region}.example");
        assert_eq!(call(Some(region)), found(&url, region));
    }
}

#[test]
fn tables_that_refer_to_what_they_do_not_have_are_an_error() {
    use crate::schema::{Branch, Next, Outcome, Term, Test};
    static BROKEN: EndpointRules = EndpointRules {
        parameters: &[],
        slots: 0,
        texts: &[],
        terms: &[Term::Slot(7), Term::Template(0, 9), Term::Part(2, 0)],
        operands: &[2],
        tests: &[Test::of(0), Test::keep(2, 4)],
        branches: &[Branch(0, Next::branch(0), Next::branch(9))],
        outcomes: &[Outcome::Error(1)],
        start: Next::branch(0),
    };
    let found = evaluate(&BROKEN, EC2.endpoint.host, Vec::new());
    assert!(matches!(found, Err(NoEndpoint::Failed(_))), "{found:?}");
}
