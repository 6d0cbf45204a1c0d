//! XML pages, damaged by chance: our reader and `quick-xml` find the same elements, or both refuse the document.

use std::ops::Range;

/// The fuzz target, with bytes that chance chooses.
#[path = "../../fuzz/src/xml.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets are a crate")]
mod xml;

#[path = "../../benches/budgets/pages/mod.rs"]
#[allow(dead_code, reason = "the budgets use all of it")]
mod pages;

/// Damaged copies of each page.
const COPIES: usize = 1000;

/// What documents are made of, and what breaks them.
const PIECES: [&[u8]; 40] = [
    b"<",
    b">",
    b"/",
    b"&",
    b";",
    b"\"",
    b"'",
    b"=",
    b" ",
    b"\r",
    b"\r\n",
    b"\n",
    b"\t",
    b"!",
    b"?",
    b"<a>",
    b"</a>",
    b"<a/>",
    b"</item>",
    b"<item>",
    b"</",
    b"/>",
    b"&lt;",
    b"&#xD;",
    b"&#0;",
    b"&x;",
    b"<!-- a -->",
    b"<!-->",
    b"<![CDATA[<&]]>",
    b"]]>",
    b"<?p a?>",
    b"<?xml?>",
    b"<?>",
    b"<!DOCTYPE a>",
    b" xsi:type='a&amp;\n'",
    b" p:type=\"b\" ",
    b"xmlns:a='>'",
    b"\xff",
    b"\xc3\xa4",
    b"\xef\xbb\xbf",
];

#[test]
fn a_damaged_page_is_the_same_elements_as_quick_xml_finds_or_refused_by_both() {
    for page in [
        pages::ec2::instances(1).body,
        pages::iam::roles(1).body,
        pages::s3::objects(2).body,
        b"\xef\xbb\xbf<?xml version='1.0'?>\r\n<!-- a --><a:r xmlns:a='u'><a:x xsi:type='t'>a&amp;b<![CDATA[<c>]]>\r\nd\
          <y/>e</a:x ><item z='>'></item><a/>&#228;</a:r>\n<?end?>"
            .to_vec(),
    ] {
        xml::check(&page);
        for seed in 0..COPIES {
            let mut rng = fastrand::Rng::with_seed(seed as u64);
            let mut copy = page.clone();
            for _ in 0..rng.usize(1..5) {
                damage(&mut copy, &mut rng);
            }
            xml::check(&copy);
        }
    }
}

fn damage(page: &mut Vec<u8>, rng: &mut fastrand::Rng) {
    let range = some_range(page.len(), rng);
    let piece = match rng.u8(..6) {
        0 => Vec::new(),
        1 => page[some_range(page.len(), rng)].to_vec(),
        _ => rng.choice(PIECES).unwrap_or_default().to_vec(),
    };
    let replaced = match rng.bool() {
        true => range.start..range.start,
        false => range,
    };
    page.splice(replaced, piece);
}

fn some_range(length: usize, rng: &mut fastrand::Rng) -> Range<usize> {
    let start = rng.usize(..=length);
    let most = [1, 4, 40][rng.usize(..3)];
    start..(start + rng.usize(..=most)).min(length)
}
