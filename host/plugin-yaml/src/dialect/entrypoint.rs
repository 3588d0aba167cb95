use optimus_yaml_nodes::{Decode, Decoder, Node, Spanned, record};

use crate::findings::Findings;

/// `entrypoint`: what the container runs. A map, or as in the first release that had it, the script alone. A part that is
/// empty is not given.
#[derive(Debug, Clone, Default)]
pub(crate) struct EntrypointSpec {
    pub(crate) shell: String,
    pub(crate) script: Spanned<String>,
}

impl Decode for EntrypointSpec {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        if node.text().is_some() {
            return d.read(node, &mut self.script);
        }
        let mut map = EntrypointMap::default();
        let done = map.decode(node, d);
        *self = Self { shell: map.shell, script: map.script };
        done
    }
}

#[derive(Debug, Default)]
struct EntrypointMap {
    shell: String,
    script: Spanned<String>,
}

record!(EntrypointMap, "an entrypoint", { "shell" => shell, "script" => script });

impl EntrypointSpec {
    /// Puts the lines of the script into one, as upstream hands it to the shell.
    pub(crate) fn into_one_line(mut self, findings: &mut Findings<'_>) -> Self {
        let script = &mut self.script;
        let lines = script.value.trim_matches('\n');
        if !lines.trim().is_empty() && lines.split('\n').any(|line| line.trim().is_empty()) {
            findings.doubtful(
                "the script has an empty line, and lines are joined with `; `: `; ;` is no shell command",
                script.span,
                "remove the empty line",
            );
        } else if lines
            .rsplit_once('\n')
            .is_some_and(|(before, _)| before.split('\n').any(|line| line.trim_start().starts_with('#')))
        {
            findings.doubtful(
                "the script has a comment, and lines are joined with `; `: it hides all that follows",
                script.span,
                "remove the comment",
            );
        }
        script.value = script.value.replace('\n', "; ");
        self
    }
}
