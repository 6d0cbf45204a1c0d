//! ListRoles.

use super::{Page, digits};

/// A trust policy, percent-encoded.
const POLICY: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C\
                      %22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C\
                      %22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D";

/// A page of roles, an element to a line.
pub(crate) fn roles(count: usize) -> Page {
    let mut page = String::from(
        "<ListRolesResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n  <ListRolesResult>\n    \
         <IsTruncated>true</IsTruncated>\n    <Roles>\n",
    );
    for seed in 0..count {
        let name = format!("service-role-{seed:04}");
        let members = [
            ("Path", "/service/".to_owned()),
            ("AssumeRolePolicyDocument", POLICY.to_owned()),
            ("MaxSessionDuration", "3600".to_owned()),
            ("RoleId", format!("AROA{}", digits(seed, 17).to_uppercase())),
            ("RoleName", name.clone()),
            (
                "Description",
                "Allows functions to read &amp; write".to_owned(),
            ),
            (
                "Arn",
                format!("arn:aws:iam::111122223333:role/service/{name}"),
            ),
            (
                "CreateDate",
                format!("2024-11-{:02}T04:11:33Z", seed % 30 + 1),
            ),
        ];
        page.push_str("      <member>\n");
        for (element, text) in members {
            page.push_str(&format!("        <{element}>{text}</{element}>\n"));
        }
        page.push_str("      </member>\n");
    }
    page.push_str(&format!(
        "    </Roles>\n    <Marker>{}</Marker>\n  </ListRolesResult>\n  <ResponseMetadata>\n    \
         <RequestId>8f7724cf-496f-496e-8fe3-example</RequestId>\n  </ResponseMetadata>\n</ListRolesResponse>\n",
        digits(count, 120)
    ));
    // Two of the listing, eight of each role.
    Page {
        body: page.into_bytes(),
        values: 2 + 8 * count,
    }
}
