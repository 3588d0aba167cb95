//! Functions, as Go 1.26 and sprig 3.2.2 answered.

use super::render;

#[track_caller]
fn gives(rows: &[(&str, &str)]) {
    for (template, output) in rows {
        let ours = render(&format!("{{{{{template}}}}}")).map_err(|error| error.to_string());
        assert_eq!(ours, Ok((*output).into()), "{template}");
    }
}

#[test]
fn printf_has_the_verbs_flags_and_complaints_of_go() {
    gives(&[
        (r#"printf "%g %e %f %.2f %8.3f" 1e21 1.5 1.5 1.5 1.5"#, "1e+21 1.500000e+00 1.500000 1.50    1.500"),
        (r#"printf "%-8d|%08d|%+d|%x|%X" 3 4 5 255 255"#, "3       |00000004|+5|ff|FF"),
        (
            r#"printf "%c|%U|%q|%t|%T|%5s|%-5s|%.2s|%%" 65 65 "a" true 1.5 "ab" "ab" "abc""#,
            "A|U+0041|\"a\"|true|float64|   ab|ab   |ab|%",
        ),
        (r#"printf "%d %s" 1"#, "1 %!s(MISSING)"),
        (r#"printf "%d" 1 2"#, "1%!(EXTRA int=2)"),
        (r#"printf "%z" 1"#, "%!z(int=1)"),
        (r#"printf "%""#, "%!(NOVERB)"),
        (r#"printf "%s" nil"#, "%!s(<nil>)"),
        (r#"printf "%d" "x""#, "%!d(string=x)"),
        (r#"printf "%d" .list"#, "[%!d(string=a) %!d(string=b) %!d(string=c)]"),
        (r#"printf "%q" .list"#, r#"["a" "b" "c"]"#),
        (r#"printf "%v" .proj"#, "map[ENV:prod bucket:gs://b]"),
        (r#"printf "%*d" 5 1"#, "    1"),
        (r#"printf "%[2]d %[1]d" 1 2"#, "2 1"),
    ]);
}

#[test]
fn values_are_shown_as_go_shows_them() {
    gives(&[
        (r#"print 1 2 "a" "b" 3 nil"#, "1 2ab3 <nil>"),
        (r#"println 1 "a""#, "1 a\n"),
        ("1000000.0", "1e+06"),
        ("123456.5", "123456.5"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        (".nope | print", "<nil>"),
        ("list nil 1", "[<nil> 1]"),
        (r#"urlquery "a b&c/é""#, "a+b%26c%2F%C3%A9"),
        (r#"js "<a> é\n""#, r"\u003Ca\u003E é\u000A"),
        ("html nil", "&lt;no value&gt;"),
    ]);
}

#[test]
fn words_change_their_capitals() {
    gives(&[
        (r#"snakecase "HTTPServer""#, "http_server"),
        (r#"snakecase "no-case HTTP2x""#, "no_case_http_2x"),
        (r#"snakecase "Duration2m3s""#, "duration_2m3s"),
        (r#"snakecase "Bld4Floor3rd""#, "bld4_floor_3rd"),
        (r#"snakecase "HTTP20xOK""#, "http_20x_ok"),
        (r#"snakecase "__a  b""#, "__a__b"),
        (r#"kebabcase "FirstName""#, "first-name"),
        (r#"camelcase "http_server""#, "HttpServer"),
        (r#"camelcase "_complex__case_""#, "_Complex_Case_"),
        (r#"swapcase "This Is A.Test""#, "tHIS iS a.tEST"),
        (r#"initials "First Try""#, "FT"),
        (r#"title "hello world-foo bar's""#, "Hello World-Foo Bar'S"),
        (r#"untitle "ABC DEF""#, "aBC dEF"),
    ]);
}

#[test]
fn texts_are_cut_filled_and_wrapped() {
    gives(&[
        (r#"wrap 5 "hello big world""#, "hello\nbig\nworld"),
        (r#"abbrev 5 "hello world""#, "he..."),
        (r#"abbrevboth 5 10 "1234 5678 9123""#, "...5678..."),
        (r#"substr 0 3 "hello""#, "hel"),
        (r#"trunc -3 "hello""#, "llo"),
        (r#"cat "a" 1 nil "b""#, "a 1 b"),
        (r#"plural "one" "many" 2"#, "many"),
        (r#"quote 1 nil "a""#, r#""1" "a""#),
        (r#"join "," (list 1 nil "b")"#, "1,b"),
        (r#"join "," 5"#, "5"),
        (r#"trimAll "$" "$5$""#, "5"),
        (r#"nindent 2 "a""#, "\n  a"),
    ]);
}

#[test]
fn lists_and_maps_are_taken_apart_and_put_together() {
    gives(&[
        (r#"(split "/" "a/b")._0"#, "a"),
        (r#"splitn "/" 2 "a/b/c""#, "map[_0:a _1:b/c]"),
        ("uniq (list 1 1 2)", "[1 2]"),
        ("without (list 1 2 3) 2", "[1 3]"),
        ("has 2 (list 1 2)", "true"),
        (r#"compact (list 0 1 "" "a")"#, "[1 a]"),
        ("chunk 2 (list 1 2 3)", "[[1 2] [3]]"),
        ("slice (list 1 2 3) 1 2", "[2]"),
        (r#"pick (dict "a" 1 "b" 2) "a""#, "map[a:1]"),
        (r#"merge (dict "a" 1) (dict "a" 2 "b" 3)"#, "map[a:1 b:3]"),
        (r#"dig "a" "b" "def" (dict "a" (dict "b" 5))"#, "5"),
        (r#"dict "a""#, "map[a:]"),
    ]);
}

#[test]
fn numbers_are_counted() {
    gives(&[
        ("round 123.5555 3", "123.556"),
        (r#"add 1.7 "2""#, "3"),
        ("divf 7 2", "3.5"),
        (r#"toDecimal "0777""#, "511"),
        ("seq 5", "1 2 3 4 5"),
        ("seq 0 2 6", "0 2 4 6"),
        ("seq 3 1", "3 2 1"),
        ("untilStep 3 9 2", "[3 5 7]"),
    ]);
}

#[test]
fn times_are_read_and_shown() {
    gives(&[
        (r#"date "2006-01-02 15:04:05 MST" 0"#, "1970-01-01 00:00:00 UTC"),
        (r#"durationRound "-2h10m5s""#, "2h"),
        (r#""9999-12-31T23:59:59Z" | Date"#, "9999-12-31"),
        (r#"toDate "2006-01-02" "bad""#, "0001-01-01 00:00:00 +0000 UTC"),
        (r#"(toDate "2006-01-02" "2022-05-06").Weekday"#, "Friday"),
        (r#"(toDate "2006-01-02" "2022-01-31").AddDate 0 1 0"#, "2022-03-03 00:00:00 +0000 UTC"),
        (r#""2022-02-20T23:00:00.123-07:00" | Date"#, "2022-02-20"),
    ]);
}

#[test]
fn encodings_and_checksums_agree() {
    gives(&[
        (r#"adler32sum "abc""#, "38600999"),
        (r#"sha1sum "abc""#, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (r#"b64dec "aGk=""#, "hi"),
        (r#"b32enc "hi""#, "NBUQ===="),
        (r#"b32dec "NBUQ====""#, "hi"),
        (r#"b64dec "!!""#, "illegal base64 data at input byte 0"),
        (r#"b64dec "YQ""#, "illegal base64 data at input byte 0"),
        (r#"b64dec "YQ=""#, "illegal base64 data at input byte 3"),
        (r#"b64dec "YQ==YQ==""#, "illegal base64 data at input byte 4"),
        (r#"toJson "<a>""#, r#""\u003ca\u003e""#),
        (r#"toPrettyJson (dict "b" (list))"#, "{\n  \"b\": []\n}"),
    ]);
}

#[test]
fn json_is_read_as_go_reads_it() {
    gives(&[
        (
            r#"fromJson "{\"a\":[1,2.5,\"x\\u00e9\\ud83d\\ude00\",null,true]}"`"#.trim_end_matches('`'),
            "map[a:[1 2.5 xé😀 <nil> true]]",
        ),
        (r#"fromJson "{\"a\":}""#, "<no value>"),
        (r#"fromJson "01""#, "<no value>"),
    ]);
    assert!(render(r#"{{mustFromJson "[1,]"}}"#).is_err());
    assert!(render(r#"{{fromJson (repeat 100 "[")}}"#).unwrap_err().is_limit());
}

#[cfg(feature = "regex")]
#[test]
fn regular_expressions_find_replace_and_split() {
    gives(&[
        (r#"regexMatch "^p" .GLOBAL__ENV"#, "true"),
        (r#"regexMatch "(" "x""#, "false"),
        (r#"regexFind "[a-z]+" "12ab""#, "ab"),
        (r#"regexFindAll "[0-9]" "1a2b3" 2"#, "[1 2]"),
        (r#"regexFindAll "a*" "baac" -1"#, "[ aa ]"),
        (r#"regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W""#, "-W-xxW-"),
        (r#"regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}""#, "-${1}-${1}-"),
        (r#"regexSplit "z+" "pizza" -1"#, "[pi a]"),
        (r#"regexSplit "z" "zpiz" 2"#, "[ piz]"),
        (r#"regexQuoteMeta "1.2""#, r"1\.2"),
    ]);
    assert!(render(r#"{{regexFind "(" "x"}}"#).is_err());
    assert!(render(r#"{{regexFind "(?:(?:a{1000}){1000}){1000}" "x"}}"#).is_err());
}

#[test]
fn what_reads_the_server_refuses_and_says_so() {
    for (template, reason) in [("env \"HOME\"", "environment"), ("now", "clock"), ("uuidv4", "randomness")] {
        let error = render(&format!("{{{{{template}}}}}")).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn a_map_of_texts_is_not_a_map_of_anything() {
    let data = crate::Value::map([("proj", crate::Value::texts([("K", "v")]))]);
    assert_eq!(
        crate::render("[{{index .proj \"NOPE\"}}] {{.proj.NOPE}} {{.proj.K}}", &data).unwrap(),
        "[] <no value> v"
    );
    assert!(crate::render("{{get .proj \"K\"}}", &data).is_err());
}

#[test]
fn an_embedder_can_add_functions() {
    let now = crate::Function::new(&[], |_, _| Ok(crate::Value::Time(crate::Time::from_unix(86_400))));
    let set =
        crate::TemplateSet::new().with_function("now", now).parse("t", "{{now | date \"02 Jan\"}}").unwrap();
    assert_eq!(set.execute("t", &crate::Value::Nil, &crate::Limits::default()).unwrap(), "02 Jan");
}

#[test]
fn arithmetic_gives_numbers_of_another_type_than_constants() {
    gives(&[
        ("typeOf (add 1 2)", "int64"),
        ("kindOf (max 1 2)", "int64"),
        ("typeOf (int (add 1 2))", "int"),
        (r#"typeOf (toDate "2006" "2022").Unix"#, "int64"),
        (r#"typeOf (toDate "2006" "2022").Year"#, "int"),
        ("eq (add 1 2) 3", "true"),
        ("lt (add 1 2) 4", "true"),
        ("index .list (add 0 1)", "b"),
        ("has 3 (list (add 1 2))", "false"),
        ("uniq (list 3 (add 1 2))", "[3 3]"),
        (r#"printf "%d %T" (add 1 2) (add 1 2)"#, "3 int64"),
        (r#"trunc (int (sub 5 2)) "abcdef""#, "abc"),
        ("duration 95", "0s"),
        ("duration (int64 95)", "1m35s"),
        ("toJson (list (add 1 2))", "[3]"),
    ]);
    for refused in
        [r#"trunc (sub 5 2) "abcdef""#, r#"repeat (add 1 1) "a""#, "until (add 1 1)", "eq (add 1 2) 3.0"]
    {
        assert!(render(&format!("{{{{{refused}}}}}")).is_err(), "{refused}");
    }
}

#[test]
fn floats_are_computed_as_the_decimals_that_they_are_shown_as() {
    gives(&[
        ("addf 0.1 0.2", "0.3"),
        ("subf 0.3 0.1", "0.2"),
        ("mulf 1.1 1.1", "1.21"),
        ("divf 2 3", "0.6666666666666667"),
        ("divf 1 -7", "-0.1428571428571429"),
        ("divf 1 3 3", "0.1111111111111111"),
        ("divf 1 1e20", "0"),
        ("divf 1e300 1e-300", "+Inf"),
        ("addf 1e300 1e-300", "1e+300"),
        (r#"addf "0.1" 0.2 "x""#, "0.3"),
        ("mulf -1 0", "0"),
        ("round 5 400", "NaN"),
        ("round -1.5 0", "-2"),
    ]);
    assert!(render(r#"{{addf "NaN" 1}}"#).is_err());
}

#[test]
fn maps_give_way_where_they_are_empty_and_never_to_a_map() {
    gives(&[
        (r#"mergeOverwrite (dict "a" 1) (dict "a" "" "b" nil)"#, "map[a: b:<nil>]"),
        (r#"mergeOverwrite (dict "a" 1) (dict "a" (dict "b" 2))"#, "map[a:1]"),
        (r#"mergeOverwrite (dict "a" 0) (dict "a" (dict "b" 2))"#, "map[a:map[b:2]]"),
        (r#"mergeOverwrite (dict "a" 1) (dict "a" (list 2))"#, "map[a:[2]]"),
        (r#"mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" 0)"#, "map[a:0]"),
        (r#"merge (dict "a" "") (dict "a" "x") (dict "a" "y")"#, "map[a:x]"),
        (r#"merge (dict "a" nil) (dict "a" 1)"#, "map[a:1]"),
        (r#"merge (dict) (dict "a" nil)"#, "map[]"),
        (r#"merge (dict "a" 1) nil"#, "map[a:1]"),
    ]);
}

#[test]
fn texts_are_cut_and_decoded_as_upstream_does_it() {
    gives(&[
        (r#"substr -7 2 "abc""#, "ab"),
        (r#"substr 1 -1 "abc""#, "bc"),
        (r#"b64dec "NBUQ====""#, "illegal base64 data at input byte 4"),
        (r#"b64dec "a\nb\n""#, "illegal base64 data at input byte 2"),
        (r#"b64dec "aA=\n=""#, "h"),
        (r#"b64dec "aA==aA==""#, "illegal base64 data at input byte 4"),
        (r#"camelcase "--""#, "---"),
        (r#"snakecase "é日本""#, "é_日本"),
        ("sortAlpha nil", "[<nil>]"),
        ("chunk -7 .list", "[]"),
        (r#"printf "%s|%d" (list "x" nil) (list nil)"#, "[x <nil>]|[<nil>]"),
        (r#"htmlDateInZone (toDate "2006-01-02" "2022-05-06") "UTC""#, "2022-05-06"),
    ]);
    for refused in
        [r#"substr -7 9 "abc""#, "deepCopy nil", "chunk 0 .list", r#"durationRound (toDate "2006" "2022")"#]
    {
        assert!(render(&format!("{{{{{refused}}}}}")).is_err(), "{refused}");
    }
}

#[cfg(feature = "regex")]
#[test]
fn patterns_are_in_the_syntax_of_go() {
    gives(&[
        (r#"regexReplaceAll "\\w+" "é ab_1" "x""#, "é x"),
        (r#"regexReplaceAll "[^\\W]+" "é-ab" "x""#, "é-x"),
        (r#"regexFindAll "\\d+" "1٣2" -1"#, "[1 2]"),
        (r#"regexReplaceAll "{{(.*?)}}" "a {{b}} c" "<$1>""#, "a <b> c"),
        (r#"regexMatch "^a{2,}$" "aaa""#, "true"),
        (r#"regexMatch "a{,5}" "a{,5}""#, "true"),
        (r#"regexMatch "\\Qa.b\\E" "axb""#, "false"),
        (r#"regexMatch "[[]a&&b--]" "&""#, "false"),
        (r#"regexMatch "^[[&&~~+--]$" ",""#, "true"),
        (r#"regexMatch "^[]a]$" "]""#, "true"),
        (r#"regexMatch "[[:alpha:]_]" "é""#, "false"),
        (r#"regexMatch "\\<" "<""#, "true"),
        (r#"mustRegexMatch "[\\101\\x{1F600}\\p{Greek}]" "A""#, "true"),
    ]);
}
