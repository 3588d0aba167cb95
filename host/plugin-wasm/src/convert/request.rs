use optimus_plugin_api::{
    Answer, Asset, Code, CompileAssetsRequest, ConfigEntry, Error, InstanceData, InstanceDataKind,
    MAX_ASSET_BYTES, MAX_CONFIG_VALUE_BYTES, MAX_ITEMS, MAX_NAME_BYTES, Operation, Timestamp,
};

use crate::bindings::exports::optimus::plugin::{asset_compiler, base, cli};

/// Who is asked what: for the errors of a request that is larger than the contract lets it be.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) plugin: &'a str,
    pub(crate) operation: Operation,
}

impl Request<'_> {
    fn at_most(self, what: &'static str, length: usize, most: usize, name: &str) -> Result<(), Error> {
        if length <= most {
            return Ok(());
        }
        Err(self.too_large(what, length, most, name))
    }

    #[cold]
    fn too_large(self, what: &'static str, length: usize, most: usize, name: &str) -> Error {
        let name: String = Error::escape(name).chars().take(MAX_NAME_BYTES).collect();
        let of = if name.is_empty() { String::new() } else { format!(" of `{name}`") };
        let message = format!("{what}{of} has {length} bytes, a plugin can be sent {most}");
        Error::new(Code::REQUEST_TOO_LARGE, self.plugin, self.operation, message)
    }

    fn items<T>(self, what: &'static str, list: &[T]) -> Result<(), Error> {
        if list.len() <= MAX_ITEMS {
            return Ok(());
        }
        let message = format!("there are {} {what}, a plugin can be sent {MAX_ITEMS}", list.len());
        Err(Error::new(Code::REQUEST_TOO_LARGE, self.plugin, self.operation, message))
    }

    fn pair(self, name: &str, what: &'static str, value: &str, most: usize) -> Result<(), Error> {
        self.at_most("a name", name.len(), MAX_NAME_BYTES, name)?;
        self.at_most(what, value.len(), most, name)
    }
}

pub(crate) fn name<'a>(request: Request<'_>, name: &'a str) -> Result<&'a str, Error> {
    request.at_most("the name", name.len(), MAX_NAME_BYTES, name)?;
    Ok(name)
}

pub(crate) fn answer<'a>(request: Request<'_>, answer: &'a Answer) -> Result<cli::Answer<'a>, Error> {
    let (question, value) = (answer.question.name.as_str(), answer.value.as_str());
    request.pair(question, "the answer", value, MAX_CONFIG_VALUE_BYTES)?;
    Ok(cli::Answer { question, value })
}

pub(crate) fn answers<'a>(
    request: Request<'_>,
    answers: &'a [Answer],
) -> Result<Vec<cli::Answer<'a>>, Error> {
    request.items("answers", answers)?;
    answers.iter().map(|one| answer(request, one)).collect()
}

pub(crate) fn configs<'a>(
    request: Request<'_>,
    entries: &'a [ConfigEntry],
) -> Result<Vec<base::ConfigParam<'a>>, Error> {
    request.items("configuration entries", entries)?;
    let param = |entry: &'a ConfigEntry| {
        let (name, value) = (entry.name.as_str(), entry.value.as_str());
        request.pair(name, "the value", value, MAX_CONFIG_VALUE_BYTES)?;
        Ok(base::ConfigParam { name, value })
    };
    entries.iter().map(param).collect()
}

pub(crate) fn assets<'a>(
    request: Request<'_>,
    assets: &'a [Asset],
) -> Result<Vec<base::AssetParam<'a>>, Error> {
    request.items("assets", assets)?;
    let param = |asset: &'a Asset| {
        request.pair(&asset.name, "the content", &asset.value, MAX_ASSET_BYTES)?;
        Ok(base::AssetParam { name: &asset.name, content: asset.value.as_bytes() })
    };
    assets.iter().map(param).collect()
}

/// The lists that a request of `compile-assets` borrows: the request itself holds references to them.
pub(crate) struct CompileLists<'a> {
    configs: Vec<base::ConfigParam<'a>>,
    assets: Vec<base::AssetParam<'a>>,
    data: Vec<asset_compiler::InstanceData<'a>>,
    window: asset_compiler::Window,
}

impl CompileLists<'_> {
    pub(crate) fn request(&self) -> asset_compiler::CompileRequest<'_> {
        asset_compiler::CompileRequest {
            config: &self.configs,
            assets: &self.assets,
            window: self.window,
            instance_data: &self.data,
        }
    }
}

pub(crate) fn compile_request<'a>(
    request: Request<'_>,
    call: &'a CompileAssetsRequest,
) -> Result<CompileLists<'a>, Error> {
    request.items("instance data", &call.instance_data)?;
    Ok(CompileLists {
        configs: configs(request, &call.configs)?,
        assets: assets(request, &call.assets)?,
        data: call
            .instance_data
            .iter()
            .map(|datum| instance_datum(request, datum))
            .collect::<Result<_, _>>()?,
        window: asset_compiler::Window { start: timestamp(call.start_time), end: timestamp(call.end_time) },
    })
}

fn instance_datum<'a>(
    request: Request<'_>,
    datum: &'a InstanceData,
) -> Result<asset_compiler::InstanceData<'a>, Error> {
    request.pair(&datum.name, "the value", &datum.value, MAX_CONFIG_VALUE_BYTES)?;
    let data_type = match &datum.kind {
        InstanceDataKind::Env => asset_compiler::DataType::Env,
        InstanceDataKind::File => asset_compiler::DataType::File,
        InstanceDataKind::Other(word) => asset_compiler::DataType::Other(word),
    };
    Ok(asset_compiler::InstanceData { name: &datum.name, value: &datum.value, data_type })
}

fn timestamp(time: Timestamp) -> asset_compiler::Timestamp {
    asset_compiler::Timestamp { seconds: time.seconds, nanoseconds: time.nanoseconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: Request<'_> = Request { plugin: "p", operation: Operation::GenerateDestination };

    #[test]
    fn what_is_larger_than_the_contract_allows_is_not_sent() {
        let long = "x".repeat(MAX_ASSET_BYTES + 1);
        let code = |error: Error| error.code();
        assert_eq!(
            code(assets(REQUEST, &[Asset::new("a", long.clone())]).err().unwrap()),
            Code::REQUEST_TOO_LARGE
        );
        assert_eq!(
            code(configs(REQUEST, &[ConfigEntry::new("a", long)]).err().unwrap()),
            Code::REQUEST_TOO_LARGE
        );
        assert_eq!(code(name(REQUEST, &"x".repeat(257)).unwrap_err()), Code::REQUEST_TOO_LARGE);
        let many = vec![Answer::default(); MAX_ITEMS + 1];
        assert_eq!(code(answers(REQUEST, &many).err().unwrap()), Code::REQUEST_TOO_LARGE);
    }

    #[test]
    fn the_largest_of_each_is_sent() {
        let entry = [ConfigEntry::new("n".repeat(MAX_NAME_BYTES), "x".repeat(MAX_CONFIG_VALUE_BYTES))];
        assert!(configs(REQUEST, &entry).is_ok());
        assert!(assets(REQUEST, &[Asset::new("a", "x".repeat(MAX_ASSET_BYTES))]).is_ok());
    }
}
