use std::{fs::File, io::Read, path::Path};

use optimus_plugin_api::Code;
use optimus_plugin_build::{read_wishes, set_wishes};
use optimus_plugin_policy::{BadWishes, Grants, Held, WISHES_SECTION, Wishes};
use serde_json::{Value, json};

use crate::{
    cli::WishArgs,
    failure::{Failure, Outcome},
    ui::{Ui, one_line, relative},
};

/// `optimus plugin wish FILE`. Nothing of the component is run.
pub(super) fn run(ui: Ui, args: &WishArgs) -> Outcome {
    std::fs::metadata(&args.file).map_err(|error| Failure::unreadable(&args.file, &error))?;
    match &args.set {
        Some(wishes) => set(ui, &args.file, wishes, args.output.as_deref().unwrap_or(&args.file)),
        None => show(ui, &args.file),
    }
}

fn set(ui: Ui, file: &Path, wishes: &Path, output: &Path) -> Outcome {
    let wishes = read(wishes)?;
    let (name, size) = set_wishes(file, &wishes, output)?;
    if ui.json {
        let path = output.display().to_string();
        return ui.print_json(&json!({"name": name, "path": path, "size": size, "wishes": wishes.to_json()}));
    }
    let held = wishes.within(&name, &Grants::default());
    ui.print(&format!("{} now wishes {}\n", relative(output), in_short(&held)))
}

fn show(ui: Ui, file: &Path) -> Outcome {
    let (name, wishes) = read_wishes(file)?;
    if ui.json {
        let path = file.display().to_string();
        let wishes = wishes.map(|wishes| wishes.to_json());
        return ui.print_json(&json!({"name": name, "path": path, "wishes": wishes}));
    }
    match wishes {
        Some(wishes) => ui.print(&text(ui, &name, &wishes)),
        None => {
            ui.print(&format!("{} wishes nothing: it has no section `{WISHES_SECTION}`\n", relative(file)))
        }
    }
}

fn text(ui: Ui, name: &str, wishes: &Wishes) -> String {
    let held = wishes.within(name, &Grants::default());
    let mut out =
        format!("{} wishes{}\n", ui.out.bold(name), if held.missing.is_empty() { " nothing" } else { "" });
    for missing in &held.missing {
        out.push_str(&format!("  {}\n    {}   {}\n", missing.wish, ui.out.faint("risk"), missing.risk));
    }
    if let Some(why) = &wishes.why {
        out.push_str(&format!("  {}    {}\n", ui.out.faint("why"), one_line(why)));
    }
    if !held.policy.is_empty() {
        out.push_str(&format!("\nThis in the policy grants all of it:\n\n{}", held.policy));
    }
    out
}

fn in_short(held: &Held) -> String {
    let wishes: Vec<&str> = held.missing.iter().map(|missing| missing.wish.as_str()).collect();
    if wishes.is_empty() { "nothing".to_owned() } else { wishes.join("; ") }
}

/// The wishes in a file, whose name says how they are written.
fn read(file: &Path) -> Outcome<Wishes> {
    let text = text_of(file).map_err(|error| Failure::unreadable(file, &error))?;
    let wishes = match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Wishes::from_json_text(&text),
        Some("yaml" | "yml") => Wishes::from_yaml(&text),
        Some("toml") => from_toml(&text),
        _ => {
            let message = format!("{} is neither .json nor .yaml nor .toml", relative(file));
            return Err(Failure::usage(message).help("the name says how the wishes are written"));
        }
    };
    wishes.map_err(|wrong| {
        Failure::own(Code::BAD_WISHES, format!("{} has no wishes that can be used", relative(file)))
            .cause(wrong.to_string())
    })
}

/// Of a `Cargo.toml` it is the part that `plugin build` reads.
fn from_toml(text: &str) -> Result<Wishes, BadWishes> {
    let value: Value = toml::from_str(text).map_err(|error| BadWishes::unreadable(&error.to_string()))?;
    if value.get("package").is_none() {
        return Wishes::from_json(&value);
    }
    let wishes = value.pointer("/package/metadata/optimus/wishes");
    wishes.map_or_else(|| Ok(Wishes::default()), Wishes::from_json)
}

fn text_of(file: &Path) -> std::io::Result<String> {
    const MAX_BYTES: u64 = 1 << 20;
    let mut text = String::new();
    File::open(file)?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(std::io::Error::other("it is larger than 1 MiB"));
    }
    Ok(text)
}
