use optimus_plugin_api::{Code, Error, Operation};
use wasmtime::{
    AsContextMut,
    component::{Component, ComponentExportIndex, ComponentNamedList, Instance, Lift, Lower},
};

use crate::{
    bindings::exports::optimus::plugin::{asset_compiler, base, cli, dependency_resolver},
    contract::{self, Interface},
    sys::TypedExport,
};

/// One function of the contract: where it is exported, what it takes and returns.
pub(crate) trait Export: 'static {
    type Params<'a>: ComponentNamedList + Lower;
    type Returns: ComponentNamedList + Lift + 'static;
    const INTERFACE: Interface;
    const OPERATION: Operation;
}

macro_rules! exports {
    ($($name:ident in $interface:ident: $params:ty => $returns:ty;)+) => {$(
        pub(crate) enum $name {}

        impl Export for $name {
            type Params<'a> = $params;
            type Returns = $returns;
            const INTERFACE: Interface = Interface::$interface;
            const OPERATION: Operation = Operation::$name;
        }
    )+};
}

exports! {
    PluginInfo in Base: () => (base::Info,);
    GetQuestions in Cli: (&'a str,) => (Result<Vec<cli::Question>, base::Error>,);
    ValidateQuestion in Cli: (cli::Answer<'a>,) => (Result<cli::Verdict, base::Error>,);
    DefaultConfig in Cli: (&'a [cli::Answer<'a>],) => (Result<Vec<base::ConfigResult>, base::Error>,);
    DefaultAssets in Cli: (&'a [cli::Answer<'a>],) => (Result<Vec<base::AssetResult>, base::Error>,);
    CompileAssets in AssetCompiler: (asset_compiler::CompileRequest<'a>,) => (Result<Vec<base::AssetResult>, base::Error>,);
    GenerateDestination in DependencyResolver: (&'a [base::ConfigParam<'a>], &'a [base::AssetParam<'a>])
        => (Result<dependency_resolver::Destination, base::Error>,);
    GenerateDependencies in DependencyResolver: (&'a [base::ConfigParam<'a>], &'a [base::AssetParam<'a>])
        => (Result<Vec<String>, base::Error>,);
}

/// The functions of one interface, found and checked.
pub(crate) struct Cli {
    pub(crate) get_questions: TypedExport<GetQuestions>,
    pub(crate) validate_question: TypedExport<ValidateQuestion>,
    pub(crate) default_config: TypedExport<DefaultConfig>,
    pub(crate) default_assets: TypedExport<DefaultAssets>,
}

/// See [`Cli`].
pub(crate) struct Resolver {
    pub(crate) generate_destination: TypedExport<GenerateDestination>,
    pub(crate) generate_dependencies: TypedExport<GenerateDependencies>,
}

/// What a component answers. Interfaces but `base` are optional; one that is there is there whole.
pub(crate) struct Exports {
    pub(crate) plugin_info: TypedExport<PluginInfo>,
    pub(crate) cli: Option<Cli>,
    pub(crate) compile_assets: Option<TypedExport<CompileAssets>>,
    pub(crate) resolver: Option<Resolver>,
}

impl Exports {
    /// Finds the interfaces and compares every function's types, in any instance of the component.
    pub(crate) fn check(
        mut store: impl AsContextMut,
        instance: &Instance,
        component: &Component,
        plugin: &str,
    ) -> Result<Self, Error> {
        let mut look = Look { store: &mut store, instance, component, plugin };
        Ok(Self {
            plugin_info: look.required()?,
            cli: look.cli()?,
            compile_assets: look.optional(Interface::AssetCompiler, Look::function)?,
            resolver: look.resolver()?,
        })
    }
}

struct Look<'a, S> {
    store: S,
    instance: &'a Instance,
    component: &'a Component,
    plugin: &'a str,
}

impl<S: AsContextMut> Look<'_, S> {
    fn optional<T>(
        &mut self,
        interface: Interface,
        found: impl FnOnce(&mut Self, &ComponentExportIndex) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let index = self.component.get_export_index(None, interface.export_name());
        index.map(|index| found(self, &index)).transpose()
    }

    fn required<E: Export>(&mut self) -> Result<TypedExport<E>, Error> {
        let found = self.optional(E::INTERFACE, Self::function)?;
        found.ok_or_else(|| contract::no_base(self.component, self.plugin))
    }

    fn cli(&mut self) -> Result<Option<Cli>, Error> {
        self.optional(Interface::Cli, |look, interface| {
            Ok(Cli {
                get_questions: look.function(interface)?,
                validate_question: look.function(interface)?,
                default_config: look.function(interface)?,
                default_assets: look.function(interface)?,
            })
        })
    }

    fn resolver(&mut self) -> Result<Option<Resolver>, Error> {
        self.optional(Interface::DependencyResolver, |look, interface| {
            Ok(Resolver {
                generate_destination: look.function(interface)?,
                generate_dependencies: look.function(interface)?,
            })
        })
    }

    fn function<E: Export>(&mut self, interface: &ComponentExportIndex) -> Result<TypedExport<E>, Error> {
        let index = find::<E>(self.component, interface, self.plugin)?;
        TypedExport::check(&mut self.store, self.instance, index).map_err(|cause| {
            mismatch::<E>(self.plugin, "has other types than the contract").with_source(cause)
        })
    }
}

/// Whether every interface that is exported has all its functions. Types can be compared in an instance only.
pub(crate) fn check_names(component: &Component, plugin: &str) -> Result<(), Error> {
    named::<PluginInfo>(component, plugin)?;
    named::<GetQuestions>(component, plugin)?;
    named::<ValidateQuestion>(component, plugin)?;
    named::<DefaultConfig>(component, plugin)?;
    named::<DefaultAssets>(component, plugin)?;
    named::<CompileAssets>(component, plugin)?;
    named::<GenerateDestination>(component, plugin)?;
    named::<GenerateDependencies>(component, plugin)
}

fn named<E: Export>(component: &Component, plugin: &str) -> Result<(), Error> {
    let interface = component.get_export_index(None, E::INTERFACE.export_name());
    interface.map_or(Ok(()), |interface| find::<E>(component, &interface, plugin).map(drop))
}

fn find<E: Export>(
    component: &Component,
    interface: &ComponentExportIndex,
    plugin: &str,
) -> Result<ComponentExportIndex, Error> {
    let index = component.get_export_index(Some(interface), E::OPERATION.as_str());
    index.ok_or_else(|| mismatch::<E>(plugin, "is missing"))
}

fn mismatch<E: Export>(plugin: &str, what: &str) -> Error {
    let message = format!("`{}` of its interface `{}` {what}", E::OPERATION, E::INTERFACE.name());
    Error::new(Code::INTERFACE_MISMATCH, plugin, Operation::Load, message).with_help(
        "build it against the contract's own WIT files, unchanged; a released interface never changes",
    )
}
