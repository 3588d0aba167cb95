use optimus_yaml_nodes::{Entries, Spanned, record};

/// `asset_parsers`: for each kind of query, where a job has it.
pub(crate) type Parsers = Entries<Vec<Spanned<ParserSpec>>>;

/// Where a query is found.
#[derive(Debug, Default)]
pub(crate) struct ParserSpec {
    pub(crate) filepath: Spanned<String>,
    pub(crate) selector: Spanned<String>,
    pub(crate) env: Spanned<String>,
}

record!(ParserSpec, "an asset parser", { "filepath" => filepath, "selector" => selector, "env" => env });
