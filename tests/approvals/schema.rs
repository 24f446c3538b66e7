//! The file of reviews, as others write it.

use crate::support;

#[test]
fn the_schema_of_reviews_is_what_the_code_says_today() {
    let mut text = serde_json::to_string_pretty(&raigate::forge::schema()).unwrap();
    text.push('\n');
    let path = support::root().join("schemas/reviews.schema.json");
    let complaint = support::golden(&path, &text);
    assert_eq!(complaint, None);
}
