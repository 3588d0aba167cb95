use optimus_plugin_api::Error;
use optimus_plugin_build::{BuildOptions, Built};
use optimus_plugin_policy::Grants;
use serde_json::json;

use crate::{
    cli::BuildArgs,
    failure::{Failure, Outcome},
    ui::{Ui, relative, size},
};

/// `optimus plugin build [DIR]`. What cargo says goes to stderr as it comes.
pub(super) fn run(ui: Ui, args: &BuildArgs) -> Outcome {
    std::fs::metadata(&args.path).map_err(|error| Failure::unreadable(&args.path, &error))?;
    let mut options = BuildOptions::new(&args.path);
    options.output.clone_from(&args.output);
    options.name.clone_from(&args.name);
    options.offline = args.offline;
    let built = optimus_plugin_build::build(&options, &mut |line| ui.say(&Error::escape(line)))?;
    if ui.json { ui.print_json(&as_json(&built)) } else { ui.print(&text(&built)) }
}

fn text(built: &Built) -> String {
    let shown = |names: &[String]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let missing = built.wishes.within(&built.name, &Grants::default()).missing;
    let wishes: Vec<String> = missing.into_iter().map(|missing| missing.wish).collect();
    format!(
        "{} {}\n  imports  {}\n  exports  {}\n  wishes   {}\n",
        relative(&built.path),
        size(built.size),
        shown(&built.interface.imports),
        shown(&built.interface.exports),
        shown(&wishes)
    )
}

fn as_json(built: &Built) -> serde_json::Value {
    json!({
        "name": built.name,
        "path": built.path.display().to_string(),
        "size": built.size,
        "imports": built.interface.imports,
        "exports": built.interface.exports,
        "wishes": built.wishes.to_json(),
    })
}
