//! The attack cases of a yaml, each named by its number. Each runs in a process of its own, so that what it takes can be measured,
//! and ends with the same questions: see [`survives`].

use std::{
    process::Command,
    time::{Duration, Instant},
};

use optimus_plugin_api::{Backend, Code, Diagnostic, Question, Verdict};
use optimus_plugin_yaml::{Options, YamlPlugin, load, parse, parse_bytes};

use crate::hostile::version_2;

/// Set in the process that an attack has for itself.
const ALONE: &str = "AN_ATTACK_ALONE";
/// The most that a refused file may make this process grow by: some times the largest that is read.
const REFUSED_KIB: usize = 96 * 1024;
/// What an attack may take in all; it is expected to take milliseconds, and is here to guard against hanging.
const TIME: Duration = Duration::from_secs(20);

/// Runs an attack in a process of its own, and then asserts what every attack must leave as it was: the process is alive and did
/// not panic; no file descriptor, process or temporary file is left; other plugins are read and answer; and it grew by no more
/// than `REFUSED_KIB`.
fn survives<F: FnOnce()>(attack: F) {
    if std::env::var_os(ALONE).is_none() {
        return alone(std::any::type_name::<F>());
    }
    let (descriptors, before, begin) = (open(), status("VmRSS:"), Instant::now());
    attack();
    assert!(begin.elapsed() < TIME, "{:?}", begin.elapsed());
    let grown = status("VmHWM:").saturating_sub(before);
    println!("took {:?} and {grown} KiB", begin.elapsed());
    assert!(grown < REFUSED_KIB, "{grown} KiB");
    let plugin =
        parse("name: other\nimage: i:1\nquestions: [{name: Q, regexp: ^a+$}]\n", &Options::default());
    assert_eq!(verdict(&plugin.unwrap().questions()[0], "aaa"), Verdict::Accepted);
    assert_eq!((open(), children()), (descriptors, 0), "what the attack has left");
}

/// Runs the test that this closure belongs to in a process and a folder for temporary files of its own.
fn alone(closure: &str) {
    let (_, path) = closure.split_once("::").unwrap();
    let test = path.trim_end_matches("::{{closure}}");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ALONE, "1")
        .env("TMPDIR", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("test result: ok. 1 passed"), "{test}: {said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "temporary files are left");
}

fn open() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

fn children() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let children = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("children")));
    children.map(|children| children.unwrap_or_default().split_whitespace().count()).sum()
}

fn status(key: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn verdict(question: &Question, answer: &str) -> Verdict {
    optimus_question_rules::check(question, answer).unwrap()
}

fn good(text: &str) -> YamlPlugin {
    parse(text, &Options::default()).unwrap()
}

fn mistakes(text: &str) -> Vec<Diagnostic> {
    parse(text, &Options::default()).unwrap_err().diagnostics().unwrap().list.clone()
}

/// The one mistake is a limit, which it names.
fn limited(text: &str, limit: &str) {
    let found = mistakes(text);
    assert!(
        found.iter().any(|one| one.code == Code::YAML_TOO_LARGE && one.message.contains(limit)),
        "{found:?}"
    );
}

/// Nine levels of nine, below a key that is read.
fn laughs() -> String {
    let mut text =
        "questions:\n- &q0 {name: q, subquestions: [{ifvalue: y, questions: [{name: r}]}]}\n".to_owned();
    for n in 1..12 {
        let ten = vec![format!("*q{}", n - 1); 10].join(", ");
        text += &format!("- &q{n} {{name: q{n}, subquestions: [{{ifvalue: y, questions: [{ten}]}}]}}\n");
    }
    text
}

#[test]
fn y01_a_billion_laughs_end_at_the_limit_of_expanded_values() {
    survives(|| limited(&laughs(), "400,000 values"));
}

#[test]
fn y01_aliases_that_multiply_versions_parsers_or_configuration_end_at_a_limit() {
    survives(|| {
        let mut versions = "  v0: &v0 {image: i}\n".to_owned();
        for n in 1..8 {
            let ten = vec![format!("*v{}", n - 1); 10].join(", ");
            versions += &format!("  v{n}: &v{n} {{<<: [{ten}]}}\n");
        }
        let long: String = (1..600).map(|n| format!("  c{n}: *c0\n")).collect();
        let config = format!("  c0: &c0 {}\n{long}", "x".repeat(64 << 10));
        let fifty = vec!["{env: x}"; 50].join(", ");
        let aliases: String = (0..8_000).map(|n| format!("  p{n}: *a\n")).collect();
        limited(&version_2(&versions, "  A: b\n"), "400,000 values");
        limited(&version_2("", &config), "33,554,432 bytes");
        limited(&format!("image: i:1\nasset_parsers:\n  a: &a [{fifty}]\n{aliases}"), "400,000 values");
    });
}

#[test]
fn y02_a_hundred_kilobytes_of_brackets_end_at_the_limit_of_depth() {
    survives(|| {
        for begin in
            ["", "name: ", "plugin_versions: ", "image: i:1\nasset_parsers: ", "image: i:1\nentrypoint: "]
        {
            for open in ["[", "{", "{a: ", "- ", "? "] {
                let error = parse(&format!("{begin}{}", open.repeat(100_000)), &Options::default());
                let list = &error.unwrap_err().diagnostics().unwrap().list.clone();
                assert!(
                    list.iter().any(|one| one.message.contains("1,100 levels"))
                        || list.iter().any(|one| one.code == Code::YAML_SYNTAX),
                    "{begin}{open}: {list:?}"
                );
                assert!(list.len() < 10);
            }
            limited(&format!("{begin}{}", "[".repeat(100_000)), "1,100 levels");
            limited(&format!("{begin}{}", "{a: ".repeat(100_000)), "1,100 levels");
        }
    });
}

#[test]
fn y05_a_document_of_100_mb_is_refused_by_its_size_before_it_is_parsed() {
    survives(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("optimus-plugin-large.yaml");
        // All holes: the file takes no room on the disk. It would not parse either.
        std::fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let error = runtime.block_on(load(&path, &Options::default())).unwrap_err();
        assert_eq!((error.code(), error.plugin()), (Code::FILE_TOO_LARGE, "large"));
    });
}

#[test]
fn y05_text_of_100_mb_is_refused_by_its_size_too() {
    // It is in memory before anybody looks at it, once.
    let text = version_2("", &format!("  A: {}\n", "x".repeat(100 << 20)));
    let found = mistakes(&text);
    assert_eq!((found.len(), found[0].code), (1, Code::YAML_TOO_LARGE));
    assert!(found[0].message.contains("4,194,304 are the limit"), "{}", found[0].message);
    let bytes = parse_bytes(text.as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(bytes.code(), Code::YAML_TOO_LARGE);
}

#[test]
fn y06_a_key_that_is_there_twice_is_an_error_at_the_second() {
    survives(|| {
        for (text, line, column) in [
            ("name: a\nimage: i\nname: b\n", 3, 1),
            ("name: a\nquestions:\n- name: Q\n  help: x\n  name: R\n", 5, 3),
            ("name: a\ndefaultconfig: [{name: K, value: 1, value: 2}]\n", 2, 37),
        ] {
            let found = mistakes(text);
            let span = found[0].labels[0].span;
            assert_eq!(
                (found.len(), found[0].code, span.line, span.column),
                (1, Code::YAML_DUPLICATE_FIELD, line, column),
                "{text}"
            );
        }
    });
}

#[test]
fn y07_an_unknown_key_is_an_error_with_its_place_and_the_nearest_one() {
    survives(|| {
        for (text, line, column, meant) in [
            ("nmae: a\n", 1, 1, "name"),
            ("name: a\npluginType: task\n", 2, 1, "plugintype"),
            ("name: a\nquestions:\n- name: Q\n  promt: Which?\n", 4, 3, "prompt"),
        ] {
            let found = mistakes(text);
            let span = found[0].labels[0].span;
            assert_eq!(
                (found[0].code, span.line, span.column),
                (Code::YAML_UNKNOWN_FIELD, line, column),
                "{text}"
            );
            assert!(found[0].help.as_deref().unwrap_or_default().contains(meant), "{:?}", found[0]);
        }
    });
}

#[test]
fn y08_tags_of_other_languages_are_refused_wherever_they_stand_and_binary_is_decoded() {
    survives(|| {
        for (text, tag) in [
            ("name: !!python/object:os.system 'rm'\n", "!!python/object:os.system"),
            ("name: a\nquestions: !!python/object/apply:os.system [rm]\n", "!!python/object/apply:os.system"),
            ("name: a\nimage: !mine i\n", "!mine"),
            ("!mine {name: a}\n", "!mine"),
            ("name: a\n!!java.lang.Runtime image: i\n", "!!java.lang.Runtime"),
            ("name: a\nquestions: !!omap []\n", "!!omap"),
        ] {
            let found = mistakes(text);
            assert!(
                found.iter().any(|one| one.code == Code::YAML_WRONG_TYPE
                    && one.message.contains(&format!("`{tag}`"))
                    && !one.labels.is_empty()),
                "{text}: {found:?}"
            );
        }
        // As upstream: a namespace that the file itself declares asks for nothing.
        assert_eq!(good("%TAG !e! tag:e.com,2000:\n---\nname: !e!foo a\n").name(), "a");
        let plain = good("name: !!str 1\nimage: !!binary aTox\nquestions: !!seq []\ndescription: ! text\n");
        assert_eq!((plain.name(), plain.info().unwrap().image.as_str()), ("1", "i:1"));
        assert_eq!(mistakes("name: !!binary '***'\nimage: !!int x\n").len(), 2);
    });
}

#[test]
fn y08_binary_that_multiplies_itself_ends_at_the_limit_of_expanded_bytes() {
    survives(|| {
        let megabyte = "eHh4".repeat(340_000);
        let aliases: String = (1..200).map(|n| format!("  c{n}: *c0\n")).collect();
        let config = format!("  c0: &c0 !!binary {megabyte}\n{aliases}");
        limited(&version_2("", &config), "33,554,432 bytes");
    });
}

#[test]
fn y11_words_that_look_like_something_else_are_kept_as_text_and_a_quoted_yes_is_no_boolean() {
    survives(|| {
        let words = ["NO", "on", "1.10", "012", "1e3", "~x", "0x1F", "2020-01-01", "1_000", "y"];
        let entries: String = words.iter().enumerate().map(|(n, word)| format!("  A{n}: {word}\n")).collect();
        let plugin = good(&version_2("", &entries));
        let values: Vec<_> = plugin.config().iter().map(|entry| entry.value.as_str()).collect();
        assert_eq!(values, words);
        let required =
            |value: &str| format!("name: a\nimage: i:1\nquestions: [{{name: Q, required: {value}}}]\n");
        for yes in ["yes", "on", "true"] {
            assert!(good(&required(yes)).questions()[0].required, "{yes}");
        }
        for text in ["\"yes\"", "'true'", "1"] {
            assert_eq!(mistakes(&required(text))[0].code, Code::YAML_WRONG_TYPE, "{text}");
        }
    });
}

#[test]
fn y13_patterns_take_linear_time_or_are_refused_with_what_is_wrong_with_them() {
    survives(|| {
        let with = |pattern: &str| format!("image: i:1\nquestions: [{{name: q, regexp: '{pattern}'}}]\n");
        let answer = format!("{}b", "a".repeat(100_000));
        for slow in ["(a+)+$", "(a|a)*$", "(a*)*$", "^(([a-z])+.)+$"] {
            let plugin = good(&with(slow));
            let _ = verdict(&plugin.questions()[0], &answer);
        }
        assert_ne!(verdict(&good(&with("^(a+)+$")).questions()[0], &answer), Verdict::Accepted);
        for (refused, why) in [
            ("a{1000}{1000}", "a repetition of a repetition"),
            ("(((a{100}){100}){100}){100}", "more than 1,000 times"),
            ("a{1001}", "more than 1,000 times"),
            ("(a)\\1", "back-references are not part of RE2"),
            ("(?=a)", "look-around is not part of RE2"),
            ("(?<=a)b", "look-around is not part of RE2"),
            (&"\\pL{1000}".repeat(20), "too large"),
            ("a**", "a repetition of a repetition"),
        ] {
            let found = mistakes(&with(refused));
            assert_eq!(found[0].code, Code::BAD_PATTERN, "{refused}");
            let said = format!("{} {:?} {:?}", found[0].message, found[0].labels, found[0].help);
            assert!(said.contains(why), "{refused} has `{why}`: {said}");
        }
    });
}

#[test]
fn y15_names_of_files_in_a_yaml_that_lead_out_of_a_job_are_refused_and_no_shell_sees_them() {
    survives(|| {
        for path in ["..", "/", "a/..", "'C:\\x.sql'", "\"a\\0b\"", &"x".repeat(4_096)] {
            let text = format!("image: i:1\nasset_parsers: {{bq: [{{filepath: {path}}}]}}\n");
            assert_eq!(mistakes(&text)[0].code, Code::BAD_ASSET_PARSER, "{path}");
        }
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().join("touched");
        let shell = format!(
            "image: i:1\nasset_parsers: {{bq: [{{filepath: '$(touch {0}); `touch {0}`'}}]}}\n",
            here.display()
        );
        // A path as any other, of which only the last part names the file.
        assert!(good(&shell).dependency_resolver().is_some());
        assert!(!here.exists());
    });
}
