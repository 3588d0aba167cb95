use std::ffi::OsString;

use optimus_plugin_api::{Code, Error, Operation};
use optimus_plugin_host::Host;
use optimus_plugin_proofs::{Outcome as Proven, Proof, Setting, all, hostile};
use serde_json::{Value, json};

use crate::{
    failure::{Failure, Outcome},
    plugins,
    ui::{Table, Ui, one_line, plural},
};

/// The command by which this program becomes a hostile plugin; see [`attack`].
const HOSTILE: [&str; 2] = ["plugin", "hostile"];

/// `optimus plugin limits [--prove]`.
pub(super) fn run(ui: Ui, prove: bool) -> Outcome {
    let proofs = all();
    if !prove {
        return if ui.json { ui.print_json(&listed_json(&proofs)) } else { ui.print(&listed(&proofs, ui)) };
    }
    plugins::run(async |interrupts| {
        let setting = setting()?;
        let mut made = Vec::new();
        for (place, proof) in proofs.iter().enumerate() {
            let what = format!("proof {} of {}: {} ({})", place + 1, proofs.len(), proof.subject, proof.kind);
            let _progress = ui.progress(&what);
            made.push((proof, interrupts.or(proof.make(&setting)).await?));
        }
        if ui.json {
            ui.print_json(&made_json(&made))?;
        } else {
            ui.print(&table(&made, ui))?;
        }
        verdict(&made)
    })
}

/// `optimus plugin hostile ATTACK …`: only ever started by a proof.
pub(super) fn attack(attack: &str) -> Outcome {
    hostile::run(attack).map_err(|error| Failure::environment("the attack did not begin", &error))
}

fn setting() -> Outcome<Setting> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::environment("this program does not find itself", &error))?;
    Ok(Setting::new(Host::builder(), program, HOSTILE.map(OsString::from).to_vec()))
}

/// Every one is shown first: this says only that it was not all good.
fn verdict(made: &[(&Proof, Proven)]) -> Outcome {
    let failed: Vec<_> = made.iter().filter(|(_, outcome)| matches!(outcome, Proven::Fails(_))).collect();
    let Some((first, _)) = failed.first() else { return Ok(()) };
    let message =
        format!("{} did not hold, `{}` ({}) first", plural(failed.len(), "limit"), first.subject, first.kind);
    Err(Error::new(Code::LIMIT_NOT_PROVEN, "guest", Operation::Load, message)
        .with_help("do not rely on what is marked with `fails` on this machine")
        .into())
}

fn listed(proofs: &[Proof], ui: Ui) -> String {
    let mut table = Table::new(["LIMIT", "KIND", "PROVEN BY A PLUGIN THAT"]);
    for proof in proofs {
        table.row([proof.subject.to_owned(), proof.kind.to_string(), proof.attempt.to_owned()]);
    }
    table.render(ui.out, ui.width)
        + "\n`--prove` breaks each of them on this machine; `optimus plugin inspect NAME` shows which hold.\n"
}

fn listed_json(proofs: &[Proof]) -> Value {
    let one = |proof: &Proof| json!({"limit": proof.subject, "kind": proof.kind.as_str(), "attempt": proof.attempt});
    json!({"limits": proofs.iter().map(one).collect::<Vec<_>>()})
}

/// The word for an outcome, and what there is to say about it.
fn told(outcome: &Proven) -> (&'static str, &str) {
    match outcome {
        Proven::Holds(how) => ("holds", how),
        Proven::Fails(why) => ("fails", why),
        Proven::NotHere(why) => ("not here", why),
    }
}

fn table(made: &[(&Proof, Proven)], ui: Ui) -> String {
    let mut table = Table::new(["LIMIT", "KIND", "VERDICT", "THE PLUGIN", "WHAT STOPPED IT"]);
    for (proof, outcome) in made {
        let (word, how) = told(outcome);
        let cells = [proof.subject, proof.kind.as_str(), word, proof.attempt, &one_line(how)];
        table.row(cells.map(str::to_owned));
    }
    let holding = made.iter().filter(|(_, outcome)| matches!(outcome, Proven::Holds(_))).count();
    let missing = made.iter().filter(|(_, outcome)| matches!(outcome, Proven::NotHere(_))).count();
    let not_here = if missing == 0 { String::new() } else { format!(", {missing} cannot be tried here") };
    format!("{}\n{holding} of {} hold{not_here}.\n", table.render(ui.out, ui.width), made.len())
}

fn made_json(made: &[(&Proof, Proven)]) -> Value {
    let one = |(proof, outcome): &(&Proof, Proven)| {
        let (word, how) = told(outcome);
        json!({
            "limit": proof.subject, "kind": proof.kind.as_str(), "attempt": proof.attempt,
            "verdict": word, "how": how,
        })
    };
    json!({"proofs": made.iter().map(one).collect::<Vec<_>>()})
}
