use std::{cell::RefCell, rc::Rc, time::Duration};

use super::{url::Url, *};
use crate::testing::{self, Asked};

/// Answers in turn, and keeps what was asked.
fn serve(answers: impl IntoIterator<Item = Response>) -> Rc<RefCell<Vec<Asked>>> {
    let (mut answers, kept) = (answers.into_iter().collect::<Vec<_>>().into_iter(), Rc::default());
    let asked: Rc<RefCell<Vec<Asked>>> = Rc::clone(&kept);
    testing::serve_http(move |request| {
        asked.borrow_mut().push(request.clone());
        Ok(answers.next().unwrap_or_else(|| Response::new(500)))
    });
    kept
}

fn to(status: u16, location: &str) -> Response {
    Response::new(status).with_header("Location", location)
}

#[test]
fn a_request_arrives_as_it_was_written() {
    let asked = serve([Response::new(201).with_header("X-Id", "7").with_body("made")]);
    let request = Request::post("https://a.example/things?kind=x")
        .query("name", "a b&c=ü/")
        .header("X-Key", "k")
        .body("{}")
        .timeout(Duration::from_secs(3));
    let response = request.send().unwrap();
    assert_eq!((response.status(), response.header("x-id"), response.text()), (201, Some("7"), Ok("made")));
    let asked = &asked.borrow()[0];
    assert_eq!(asked.url, "https://a.example/things?kind=x&name=a%20b%26c%3D%C3%BC%2F");
    assert_eq!((asked.method, asked.header("x-key"), &*asked.body), (Method::Post, Some("k"), &b"{}"[..]));
    assert_eq!(asked.timeout, Some(Duration::from_secs(3)));
}

#[test]
fn without_a_server_a_test_is_denied_and_told_the_grant_without_the_query() {
    let error = Request::get("http://a.example/v1/x").query("key", "secret").send().unwrap_err();
    assert_eq!(error, Error::Denied { needs: "http GET http://a.example:80/v1/x".into() });
    let told = crate::Error::from(error);
    let crate::Error::Other(failure) = told else { panic!("{told:?}") };
    assert_eq!(failure.code, "http-denied");
    assert!(
        failure.message.contains("denied the request, which needs the grant `http GET"),
        "{}",
        failure.message
    );
}

#[test]
fn what_may_pass_is_unavailable_and_what_stays_is_not() {
    let temporary = |error: Error| matches!(error.into(), crate::Error::Unavailable(_));
    assert!(temporary(Error::Timeout));
    assert!(temporary(Error::Network("x".into())));
    assert!(temporary(Error::Status { status: 503, retry_after: None }));
    assert!(temporary(Error::Status { status: 429, retry_after: None }));
    assert!(!temporary(Error::Status { status: 404, retry_after: None }));
    assert!(!temporary(Error::Limited("x".into())));
    assert!(!temporary(Error::BodyTooLarge(1)));
}

#[test]
fn a_server_that_wants_to_be_asked_later_is_understood() {
    serve([Response::new(503).with_header("retry-after", "7")]);
    let error = Request::get("https://a.example").send().unwrap().error_for_status().unwrap_err();
    let crate::Error::Unavailable(failure) = error.into() else { panic!("it is temporary") };
    assert_eq!(failure.retry_after, Some(Duration::from_secs(7)));
}

#[test]
fn an_answer_with_one_byte_too_many_is_refused() {
    serve([Response::new(200).with_body("12345"), Response::new(200).with_body("12345")]);
    let request = Request::get("https://a.example");
    assert_eq!(request.clone().max_body(5).send().unwrap().body(), b"12345");
    assert_eq!(request.max_body(4).send(), Err(Error::BodyTooLarge(4)));
}

#[test]
fn a_url_that_is_none_is_refused_before_anything_is_sent() {
    let asked = serve([]);
    for url in [
        "",
        "a.example/x",
        "ftp://a.example/",
        "https://",
        "https:///x",
        "https://user@a.example/",
        "https://a.example/a b",
        "https://a.example\\@b.example/",
        "https://a.example/\r\nX: y",
        "https://ä.example/",
    ] {
        let error = Request::get(url).send().unwrap_err();
        assert!(matches!(error, Error::BadRequest(_)), "{url}: {error:?}");
    }
    assert!(asked.borrow().is_empty());
}

#[test]
fn a_redirect_is_an_answer_unless_it_is_to_be_followed() {
    let asked = serve([to(302, "/b"), to(302, "/c"), Response::new(200).with_body("c")]);
    let request = Request::get("https://a.example/a");
    assert_eq!(request.clone().send().unwrap().status(), 302);
    assert_eq!(request.follow_redirects(1).send().unwrap().body(), b"c");
    let urls: Vec<_> = asked.borrow().iter().map(|asked| asked.url.clone()).collect();
    assert_eq!(urls, ["https://a.example/a", "https://a.example/a", "https://a.example/c"]);
}

#[test]
fn no_more_than_five_redirects_are_followed_whatever_is_asked_for() {
    let asked = serve((0..20).map(|hop| to(307, &format!("/{hop}"))));
    let error = Request::get("https://a.example/").follow_redirects(200).send().unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    assert_eq!(asked.borrow().len(), 6);
}

#[test]
fn w30_a_redirect_from_https_to_http_is_not_followed() {
    let asked = serve([to(302, "http://a.example/"), Response::new(200)]);
    let error = Request::get("https://a.example/").follow_redirects(5).send().unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    assert_eq!(asked.borrow().len(), 1);
}

#[test]
fn no_secret_goes_along_to_another_server() {
    let asked =
        serve([to(307, "https://a.example:443/b"), to(307, "https://evil.example/"), Response::new(200)]);
    let request = Request::get("https://A.example/a").header("X-Api-Key", "k").header("Accept", "text/plain");
    request.follow_redirects(2).send().unwrap();
    let keys: Vec<_> = asked.borrow().iter().map(|asked| asked.header("x-api-key").is_some()).collect();
    assert_eq!(keys, [true, true, false]);
    assert!(asked.borrow()[2].header("accept").is_some());
}

#[test]
fn what_was_sent_is_sent_again_only_where_the_status_says_so() {
    for (status, method, length) in [
        (301, Method::Get, 0),
        (302, Method::Get, 0),
        (303, Method::Get, 0),
        (307, Method::Post, 4),
        (308, Method::Post, 4),
    ] {
        let asked = serve([to(status, "/b"), Response::new(200)]);
        let request = Request::post("https://a.example/a").header("Content-Type", "x/y").body("body");
        request.follow_redirects(1).send().unwrap();
        let second = &asked.borrow()[1];
        assert_eq!((second.method, second.body.len()), (method, length), "{status}");
        assert_eq!(second.header("content-type").is_some(), length > 0, "{status}");
    }
}

#[test]
fn a_location_is_resolved_against_the_url_that_answered() {
    let base = Url::parse("https://a.example/b/c?d").unwrap();
    for (location, url) in [
        ("", "https://a.example/b/c?d"),
        ("?e", "https://a.example/b/c?e"),
        ("e", "https://a.example/b/e"),
        ("./e/./f", "https://a.example/b/e/f"),
        ("../e", "https://a.example/e"),
        ("../../../e?../f", "https://a.example/e?../f"),
        ("..", "https://a.example/"),
        ("/e#f", "https://a.example/e"),
        ("e?u=http://x", "https://a.example/b/e?u=http://x"),
        ("//x.example", "https://x.example/"),
        ("HTTP://x.example?q", "http://x.example/?q"),
    ] {
        assert_eq!(base.join(location).unwrap().to_string(), url, "{location}");
    }
    for location in ["javascript:alert(1)", "file:///etc/passwd", "https://user@x/", "a b"] {
        assert!(base.join(location).is_err(), "{location}");
    }
}

#[test]
fn no_value_is_shown_where_a_request_is_debugged() {
    let request = Request::get("https://a.example/?k=secret").query("k", "secret").header("X-Key", "secret");
    let shown = format!("{:?}", request.body("secret"));
    assert!(!shown.contains("secret") && shown.contains("X-Key") && shown.contains("6 bytes"), "{shown}");
}
