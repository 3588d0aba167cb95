//! The macro that makes a crate a plugin.

/// Makes the crate a component that answers with a type: `export!(MyPlugin: cli, asset_compiler, dependency_resolver);`.
///
/// After the colon stands what the plugin has beside [`Plugin`](crate::Plugin): `cli` for [`Cli`](crate::Cli),
/// `asset_compiler` for [`AssetCompiler`](crate::AssetCompiler), `dependency_resolver` for
/// [`DependencyResolver`](crate::DependencyResolver); all are optional. What is not named is not exported, and the host knows
/// that before it calls. Once per crate.
///
/// Off `wasm32` only a check remains that the traits are implemented.
///
/// ```
/// use optimus_plugin_sdk::{Info, Plugin};
///
/// struct Register;
///
/// impl Plugin for Register {
///     fn info() -> Info {
///         Info::task("register", "0.1.0", "example.org/register:0.1.0")
///     }
/// }
///
/// optimus_plugin_sdk::export!(Register);
/// ```
///
/// ```compile_fail
/// # struct Register;
/// # impl optimus_plugin_sdk::Plugin for Register {
/// #     fn info() -> optimus_plugin_sdk::Info { optimus_plugin_sdk::Info::task("r", "1", "i") }
/// # }
/// optimus_plugin_sdk::export!(Register: cli); // does not implement `Cli`
/// ```
#[macro_export]
macro_rules! export {
    ($plugin:ty $(: $($interface:ident),+ $(,)?)?) => {
        const _: () = {
            type Exported = $crate::__private::Exported<
                $plugin,
                { 0 $($(| $crate::__private::interfaces::$interface)+)? },
            >;
            $crate::__export_interface!(plugin Exported $plugin);
            $($($crate::__export_interface!($interface Exported $plugin);)+)?
        };
    };
}

/// One interface of [`export!`]: the check, the functions, and the section from which the component's type is made.
#[doc(hidden)]
#[macro_export]
macro_rules! __export_interface {
    (plugin $exported:ident $plugin:ty) => {
        const _: fn() = $crate::__private::Exported::<$plugin, 0>::is_plugin;
        $crate::__export_wasm!($exported base BASE "base" __export_optimus_plugin_base_0_1_0_cabi);

        $crate::__component_type!("caching" $crate::__private::bindings::CACHING);
        $crate::__component_type!("http" $crate::__private::HTTP);

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            #[unsafe(export_name = "cabi_realloc")]
            unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, align: usize, size: usize) -> *mut u8 {
                // SAFETY: the canonical ABI calls it as it specifies, and that is all that the callee asks for.
                unsafe { $crate::__private::cabi_realloc(old, old_size, align, size) }
            }
        };
    };
    (cli $exported:ident $plugin:ty) => {
        const _: fn() = $crate::__private::Exported::<$plugin, 0>::is_cli;
        $crate::__export_wasm!($exported cli CLI "cli" __export_optimus_plugin_cli_0_1_0_cabi);
    };
    (asset_compiler $exported:ident $plugin:ty) => {
        const _: fn() = $crate::__private::Exported::<$plugin, 0>::is_asset_compiler;
        $crate::__export_wasm!(
            $exported asset_compiler ASSET_COMPILER "asset-compiler" __export_optimus_plugin_asset_compiler_0_1_0_cabi
        );
    };
    (dependency_resolver $exported:ident $plugin:ty) => {
        const _: fn() = $crate::__private::Exported::<$plugin, 0>::is_dependency_resolver;
        $crate::__export_wasm!(
            $exported dependency_resolver DEPENDENCY_RESOLVER "dependency-resolver"
            __export_optimus_plugin_dependency_resolver_0_1_0_cabi
        );
    };
    ($unknown:ident $exported:ident $plugin:ty) => {
        ::core::compile_error!("a plugin exports `cli`, `asset_compiler`, `dependency_resolver`; there is nothing else");
    };
}

/// The part of [`__export_interface!`] that exists in components only.
#[doc(hidden)]
#[macro_export]
macro_rules! __export_wasm {
    ($exported:ident $module:ident $world:ident $section:literal $functions:ident) => {
        #[cfg(target_arch = "wasm32")]
        $crate::$functions!($exported with_types_in $crate::__private::bindings::exports::optimus::plugin::$module);

        $crate::__component_type!($section $crate::__private::bindings::$world);
    };
}

/// A section of its own from which the component's type is made. What of it is not used, the component does not import.
#[doc(hidden)]
#[macro_export]
macro_rules! __component_type {
    ($section:literal $world:expr) => {
        // Not `#[used]`: the bytes would be kept in memory as well as in the section.
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            #[unsafe(link_section = concat!("component-type:optimus:plugin@0.1.0:", $section))]
            static WORLD: [u8; $world.len()] = $world;
        };
    };
}
