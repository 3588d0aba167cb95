//! The plugin with a catalogue of the test's own.

use std::{cell::RefCell, rc::Rc, time::Duration};

use optimus_plugin_sdk::{
    http::{self, Response},
    testing::{self, Asked, Call},
};

use super::*;

type Kept = Rc<RefCell<Vec<Asked>>>;

/// A catalogue that knows one view, and what it was asked.
fn catalogue() -> Kept {
    let kept = Kept::default();
    let all = Rc::clone(&kept);
    testing::serve_http(move |request| {
        all.borrow_mut().push(request.clone());
        Ok(match request.url.ends_with("/v1/sources?table=sales.by_day") {
            true => Response::new(200).with_body("sales.shops\nsales.bills\nsales.shops\n"),
            false => Response::new(404),
        })
    });
    let attributes =
        [("project.config.CATALOG_URL", "https://c.example/"), ("secret.CATALOG_TOKEN", "token")];
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    testing::set_call(Call { attributes, ..Call::default() });
    kept
}

fn dependencies(table: &str) -> Result<Vec<String>, Error> {
    Catalog::generate_dependencies(&Config::from_iter([(FROM, table)]), &Assets::default())
}

fn verdict(table: &str) -> Verdict {
    Catalog::validate_question(&Answer { question: FROM.into(), value: table.into() }).unwrap()
}

#[test]
fn a_view_depends_on_the_tables_that_the_catalogue_names() {
    let asked = catalogue();
    let urns = ["warehouse://sales.bills", "warehouse://sales.shops"];
    assert_eq!(dependencies("sales.by_day").unwrap(), urns);
    assert_eq!(asked.borrow()[0].header("authorization"), Some("Bearer token"));
}

#[test]
fn an_answer_is_kept_for_a_day_and_no_longer() {
    let asked = catalogue();
    for _ in 0..3 {
        dependencies("sales.by_day").unwrap();
    }
    assert_eq!(asked.borrow().len(), 1);
    testing::pass_time(Duration::from_secs(24 * 60 * 60));
    dependencies("sales.by_day").unwrap();
    assert_eq!(asked.borrow().len(), 2);
}

#[test]
fn a_table_that_the_catalogue_does_not_know_is_rejected_and_asked_for_again() {
    let asked = catalogue();
    for _ in 0..2 {
        assert_eq!(verdict("sales.new"), Verdict::rejected("the catalogue knows no table `sales.new`"));
    }
    assert_eq!(asked.borrow().len(), 2);
    assert_eq!(verdict("sales.by_day"), Verdict::Accepted);
    assert!(matches!(dependencies("sales.new"), Err(Error::InvalidInput(_))));
}

#[test]
fn a_catalogue_that_is_away_is_no_answer_and_may_be_asked_later() {
    catalogue();
    testing::serve_http(|_| Err(http::Error::Timeout));
    assert!(matches!(dependencies("sales.by_day"), Err(Error::Unavailable(_))));
    testing::serve_http(|_| Ok(Response::new(503)));
    assert!(matches!(dependencies("sales.by_day"), Err(Error::Unavailable(_))));
}

#[test]
fn what_is_not_granted_stays_so() {
    catalogue();
    let needs = "http GET https://c.example:443/v1/sources".to_owned();
    testing::serve_http(move |_| Err(http::Error::Denied { needs: needs.clone() }));
    let Err(Error::Other(failure)) = dependencies("sales.by_day") else { panic!("it is denied") };
    assert_eq!(failure.code, "http-denied");
}
