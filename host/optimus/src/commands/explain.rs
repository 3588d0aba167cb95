use optimus_plugin_api::Code;
use serde_json::{Value, json};

use crate::{
    failure::{Failure, Outcome},
    ui::{Table, Ui, one_line},
};

/// `optimus explain [CODE]`.
pub(super) fn run(ui: Ui, code: Option<&str>) -> Outcome {
    match code {
        Some(text) => page(ui, find(text)?),
        None => all(ui),
    }
}

fn find(text: &str) -> Outcome<Code> {
    text.parse().map_err(|error| {
        Failure::own(Code::UNKNOWN_CODE, format!("`{}`: {error}", one_line(text)))
            .help("`optimus explain` without a code lists all of them")
    })
}

fn page(ui: Ui, code: Code) -> Outcome {
    if ui.json {
        return ui.print_json(&facts(code, Some(code.explanation())));
    }
    let lines = code.explanation().lines().map(|line| match line.trim_start_matches('#') {
        heading if heading.len() < line.len() => ui.out.bold(heading.trim_start()),
        _ => line.to_owned(),
    });
    ui.print(&lines.collect::<Vec<_>>().join("\n"))
}

fn all(ui: Ui) -> Outcome {
    if ui.json {
        return ui.print_json(
            &json!({"codes": Code::ALL.iter().map(|code| facts(*code, None)).collect::<Vec<_>>()}),
        );
    }
    let mut table = Table::new(["CODE", "EXIT", "TITLE"]);
    for code in Code::ALL {
        table.row([code.to_string(), code.class().exit_code().to_string(), code.title().to_owned()]);
    }
    ui.print(&table.render(ui.out, ui.width))
}

fn facts(code: Code, text: Option<&str>) -> Value {
    let mut facts =
        json!({"code": code.to_string(), "title": code.title(), "exit_code": code.class().exit_code()});
    if let (Some(text), Some(facts)) = (text, facts.as_object_mut()) {
        facts.insert("text".to_owned(), text.into());
    }
    facts
}
