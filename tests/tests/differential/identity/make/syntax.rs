//! Files that are written oddly.

use super::{Making, title};
use crate::identity::case::SECRET;

/// A text for the configuration file; `P` stands for the title of the profile, `N` for its name.
const TEXTS: [&str; 31] = [
    "[P]\n  aws_access_key_id = AKODD\n  aws_secret_access_key = S\n",
    "[P]\naws_access_key_id: AKODD\naws_secret_access_key : S\n",
    "[P]\nAWS_Access_Key_Id=AKODD\nAWS_SECRET_ACCESS_KEY=S\n",
    "\u{feff}[P]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[P]\r\naws_access_key_id = AKODD\r\naws_secret_access_key = S\r\n",
    "[DEFAULT]\naws_access_key_id = AKALL\naws_secret_access_key = S\n[P]\noutput = json\n",
    "[P]\noutput = json\n[DEFAULT]\naws_access_key_id = AKALL\naws_secret_access_key = S\n",
    "[profile N]\naws_access_key_id = AKFIRST\naws_secret_access_key = S\n[P]\noutput = json\n",
    "[default]\naws_access_key_id = AKDEFAULT\naws_secret_access_key = S\n[profile default]\naws_access_key_id = AKPROFILE\naws_secret_access_key = S\n",
    "[profile default]\naws_access_key_id = AKPROFILE\naws_secret_access_key = S\n[default]\naws_access_key_id = AKDEFAULT\naws_secret_access_key = S\n",
    "[profile \"N\"]\naws_access_key_id = AKQUOTED\naws_secret_access_key = S\n[profile 'N']\noutput = json\n",
    "[profilex N]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[profile\tN]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[ profile N ]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[ profile N]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[ default ]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[ default]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[default ]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[\tdefault]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[profile N] # more\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[Profile N]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[profile N more]\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
    "[P]\naws_access_key_id = AKODD # more\naws_secret_access_key = S\n",
    "[P]\naws_access_key_id =\n  AKODD\naws_secret_access_key = S\n",
    "[P]\naws_access_key_id = AKODD\n  more\naws_secret_access_key = S\n",
    "[P]\naws_access_key_id = AKODD\naws_access_key_id = AKEVEN\naws_secret_access_key = S\n",
    "[P]\naws_access_key_id = AKODD\naws_secret_access_key = S\nnonsense\n",
    "aws_access_key_id = AKODD\n[P]\naws_secret_access_key = S\n",
    "[P]\naws_access_key_id = AKODD\naws_secret_access_key = S\n[P]\noutput = json\n",
    "[P]\n; comment\n# comment\naws_access_key_id = AKODD\n\naws_secret_access_key = S\n\n\ns3 =\n  x = y\n  nonsense\n",
    "[P]\nrole_arn =\n  x = y\naws_access_key_id = AKODD\naws_secret_access_key = S\n",
];

pub(super) fn odd(making: &mut Making, profile: &str) {
    let text = making.pick(&TEXTS);
    if text.starts_with('\u{feff}') {
        making.note("byte order mark");
    }
    let text = text.replace("[P]", &format!("[{}]", title(profile)));
    let text = text
        .replace("N]", &format!("{profile}]"))
        .replace("N\"]", &format!("{profile}\"]"));
    let text = text
        .replace("N']", &format!("{profile}']"))
        .replace("N more", &format!("{profile} more"));
    let text = text.replace("= S", &format!("= {SECRET}"));
    let (path, text) = match making.one_in(5) {
        true => (".aws/credentials", text.replace("[profile ", "[")),
        false => (".aws/config", text),
    };
    match making.rng.usize(0..6) {
        // Elsewhere, by a name that has to be looked up.
        0 => {
            let variable = match path {
                ".aws/config" => "AWS_CONFIG_FILE",
                _ => "AWS_SHARED_CREDENTIALS_FILE",
            };
            let name = making.pick(&["~/odd", "$HOME/odd", "${HOME}/odd", "{home}/odd"]);
            making.variable(variable, name);
            making.file("odd", text);
        }
        _ => making.file(path, text),
    }
}
