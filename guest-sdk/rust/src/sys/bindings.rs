// Generated from `wit/` by `cargo xtask bindings`. Do not edit.

/// The world `base-plugin`, encoded for wit-component.
pub const BASE: [u8; 894] = *b"\
\x00asm\r\x00\x01\x00\x00\x19\x16wit-component-encoding\x04\x00\x07\x94\x06\x01A\x02\x01A\x06\x01B\x04\x01\
m\x05\x05trace\x05debug\x04info\x04warn\x05error\x04\x00\x05level\x03\x00\x00\x01@\x02\x05lev\
el\x01\x07messages\x01\x00\x04\x00\x03log\x01\x02\x03\x00\x1coptimus:plugin/logging@\
0.1.0\x05\x00\x01B\x08\x01@\x00\x00\x7f\x04\x00\x07dry-run\x01\x00\x01kw\x01@\x00\x00\x01\x04\x00\x08deadline\x01\x02\
\x01ks\x01@\x01\x04names\x00\x03\x04\x00\tattribute\x01\x04\x03\x00\x19optimus:plugin/ca\
ll@0.1.0\x05\x01\x01B\x1a\x01q\x03\x04task\x00\x00\x04hook\x00\x00\x05other\x01s\x00\x04\x00\x0bplugin\
-type\x03\x00\x00\x01q\x03\x03cli\x00\x00\x13dependency-resolver\x00\x00\x05other\x01s\x00\
\x04\x00\nplugin-mod\x03\x00\x02\x01q\x04\x03pre\x00\x00\x04post\x00\x00\x04fail\x00\x00\x05other\x01s\x00\
\x04\x00\thook-type\x03\x00\x04\x01p\x03\x01ps\x01k\x05\x01r\n\x04names\x0bdescriptions\x0bp\
lugin-type\x01\x0bplugin-mods\x06\x0eplugin-versions\x0bapi-ver\
sion\x07\x05images\ndepends-on\x07\thook-type\x08\x0bsecret-paths\
\x04\x00\x04info\x03\x00\t\x01r\x02\x04names\x05values\x04\x00\x06config\x03\x00\x0b\x01p}\x01r\x02\x04nam\
es\x07content\r\x04\x00\x05asset\x03\x00\x0e\x01r\x02\x05fields\x07messages\x04\x00\x07prob\
lem\x03\x00\x10\x01kw\x01r\x03\x04codes\x07messages\x0eretry-after-ms\x12\x04\x00\x07fa\
ilure\x03\x00\x13\x01p\x11\x01q\x03\rinvalid-input\x01\x15\x00\x0bunavailable\x01\x14\x00\x05o\
ther\x01\x14\x00\x04\x00\x05error\x03\x00\x16\x01@\x00\x00\n\x04\x00\x0bplugin-info\x01\x18\x04\x00\x19optimu\
s:plugin/base@0.1.0\x05\x02\x04\x00\x20optimus:plugin/base-plug\
in@0.1.0\x04\x00\x0b\x11\x01\x00\x0bbase-plugin\x03\x00\x00\x00/\tproducers\x01\x0cproce\
ssed-by\x01\rwit-component\x070.254.2\
";

/// The world `caching`, encoded for wit-component.
pub const CACHING: [u8; 279] = *b"\
\x00asm\r\x00\x01\x00\x00\x19\x16wit-component-encoding\x04\x00\x07\xb1\x01\x01A\x02\x01A\x02\x01B\t\x01\
q\x02\ttoo-large\x00\x00\x05other\x01s\x00\x04\x00\x07refusal\x03\x00\x00\x01p}\x01k\x02\x01@\x01\x03ke\
ys\x00\x03\x04\x00\x03get\x01\x04\x01j\x00\x01\x01\x01@\x03\x03keys\x05value\x02\x0blifetime-msw\x00\x05\x04\
\x00\x03set\x01\x06\x03\x00\x1aoptimus:plugin/cache@0.1.0\x05\x00\x04\x00\x1coptimus\
:plugin/caching@0.1.0\x04\x00\x0b\r\x01\x00\x07caching\x03\x00\x00\x00/\tproduce\
rs\x01\x0cprocessed-by\x01\rwit-component\x070.254.2\
";

/// The world `cli-plugin`, encoded for wit-component.
pub const CLI: [u8; 1442] = *b"\
\x00asm\r\x00\x01\x00\x00\x19\x16wit-component-encoding\x04\x00\x07\xb9\n\x01A\x02\x01A\x0b\x01B\x04\x01\
m\x05\x05trace\x05debug\x04info\x04warn\x05error\x04\x00\x05level\x03\x00\x00\x01@\x02\x05lev\
el\x01\x07messages\x01\x00\x04\x00\x03log\x01\x02\x03\x00\x1coptimus:plugin/logging@\
0.1.0\x05\x00\x01B\x08\x01@\x00\x00\x7f\x04\x00\x07dry-run\x01\x00\x01kw\x01@\x00\x00\x01\x04\x00\x08deadline\x01\x02\
\x01ks\x01@\x01\x04names\x00\x03\x04\x00\tattribute\x01\x04\x03\x00\x19optimus:plugin/ca\
ll@0.1.0\x05\x01\x01B\x1a\x01q\x03\x04task\x00\x00\x04hook\x00\x00\x05other\x01s\x00\x04\x00\x0bplugin\
-type\x03\x00\x00\x01q\x03\x03cli\x00\x00\x13dependency-resolver\x00\x00\x05other\x01s\x00\
\x04\x00\nplugin-mod\x03\x00\x02\x01q\x04\x03pre\x00\x00\x04post\x00\x00\x04fail\x00\x00\x05other\x01s\x00\
\x04\x00\thook-type\x03\x00\x04\x01p\x03\x01ps\x01k\x05\x01r\n\x04names\x0bdescriptions\x0bp\
lugin-type\x01\x0bplugin-mods\x06\x0eplugin-versions\x0bapi-ver\
sion\x07\x05images\ndepends-on\x07\thook-type\x08\x0bsecret-paths\
\x04\x00\x04info\x03\x00\t\x01r\x02\x04names\x05values\x04\x00\x06config\x03\x00\x0b\x01p}\x01r\x02\x04nam\
es\x07content\r\x04\x00\x05asset\x03\x00\x0e\x01r\x02\x05fields\x07messages\x04\x00\x07prob\
lem\x03\x00\x10\x01kw\x01r\x03\x04codes\x07messages\x0eretry-after-ms\x12\x04\x00\x07fa\
ilure\x03\x00\x13\x01p\x11\x01q\x03\rinvalid-input\x01\x15\x00\x0bunavailable\x01\x14\x00\x05o\
ther\x01\x14\x00\x04\x00\x05error\x03\x00\x16\x01@\x00\x00\n\x04\x00\x0bplugin-info\x01\x18\x04\x00\x19optimu\
s:plugin/base@0.1.0\x05\x02\x02\x03\x00\x02\x06config\x02\x03\x00\x02\x05asset\x02\x03\x00\x02\x05e\
rror\x01B%\x02\x03\x02\x01\x03\x04\x00\x06config\x03\x00\x00\x02\x03\x02\x01\x04\x04\x00\x05asset\x03\x00\x02\x02\x03\x02\x01\x05\x04\x00\x05\
error\x03\x00\x04\x01r\x02\x05indexy\x08if-values\x04\x00\x06parent\x03\x00\x06\x01ks\x01ky\x01r\
\x05\x08required\x7f\x06regexp\x08\x10validation-errors\nmin-length\
\t\nmax-length\t\x04\x00\x05rules\x03\x00\n\x01ps\x01k\x07\x01k\x0b\x01r\x07\x04names\x06promp\
ts\x04helps\rdefault-values\x07choices\x0c\x06parent\r\x05rules\x0e\x04\
\x00\x08question\x03\x00\x0f\x01r\x02\x08questions\x05values\x04\x00\x06answer\x03\x00\x11\x01q\x02\
\x08accepted\x00\x00\x08rejected\x01s\x00\x04\x00\x07verdict\x03\x00\x13\x01p\x10\x01j\x01\x15\x01\x05\x01@\x01\
\x08job-names\x00\x16\x04\x00\rget-questions\x01\x17\x01j\x01\x14\x01\x05\x01@\x01\x06answer\x12\x00\
\x18\x04\x00\x11validate-question\x01\x19\x01p\x12\x01p\x01\x01j\x01\x1b\x01\x05\x01@\x01\x07answers\x1a\x00\
\x1c\x04\x00\x0edefault-config\x01\x1d\x01p\x03\x01j\x01\x1e\x01\x05\x01@\x01\x07answers\x1a\x00\x1f\x04\x00\x0ede\
fault-assets\x01\x20\x04\x00\x18optimus:plugin/cli@0.1.0\x05\x06\x04\x00\x1fop\
timus:plugin/cli-plugin@0.1.0\x04\x00\x0b\x10\x01\x00\ncli-plugin\x03\x00\
\x00\x00/\tproducers\x01\x0cprocessed-by\x01\rwit-component\x070.254\
.2\
";

/// The world `asset-compiler-plugin`, encoded for wit-component.
pub const ASSET_COMPILER: [u8; 1301] = *b"\
\x00asm\r\x00\x01\x00\x00\x19\x16wit-component-encoding\x04\x00\x07\xa1\t\x01A\x02\x01A\x0b\x01B\x04\x01\
m\x05\x05trace\x05debug\x04info\x04warn\x05error\x04\x00\x05level\x03\x00\x00\x01@\x02\x05lev\
el\x01\x07messages\x01\x00\x04\x00\x03log\x01\x02\x03\x00\x1coptimus:plugin/logging@\
0.1.0\x05\x00\x01B\x08\x01@\x00\x00\x7f\x04\x00\x07dry-run\x01\x00\x01kw\x01@\x00\x00\x01\x04\x00\x08deadline\x01\x02\
\x01ks\x01@\x01\x04names\x00\x03\x04\x00\tattribute\x01\x04\x03\x00\x19optimus:plugin/ca\
ll@0.1.0\x05\x01\x01B\x1a\x01q\x03\x04task\x00\x00\x04hook\x00\x00\x05other\x01s\x00\x04\x00\x0bplugin\
-type\x03\x00\x00\x01q\x03\x03cli\x00\x00\x13dependency-resolver\x00\x00\x05other\x01s\x00\
\x04\x00\nplugin-mod\x03\x00\x02\x01q\x04\x03pre\x00\x00\x04post\x00\x00\x04fail\x00\x00\x05other\x01s\x00\
\x04\x00\thook-type\x03\x00\x04\x01p\x03\x01ps\x01k\x05\x01r\n\x04names\x0bdescriptions\x0bp\
lugin-type\x01\x0bplugin-mods\x06\x0eplugin-versions\x0bapi-ver\
sion\x07\x05images\ndepends-on\x07\thook-type\x08\x0bsecret-paths\
\x04\x00\x04info\x03\x00\t\x01r\x02\x04names\x05values\x04\x00\x06config\x03\x00\x0b\x01p}\x01r\x02\x04nam\
es\x07content\r\x04\x00\x05asset\x03\x00\x0e\x01r\x02\x05fields\x07messages\x04\x00\x07prob\
lem\x03\x00\x10\x01kw\x01r\x03\x04codes\x07messages\x0eretry-after-ms\x12\x04\x00\x07fa\
ilure\x03\x00\x13\x01p\x11\x01q\x03\rinvalid-input\x01\x15\x00\x0bunavailable\x01\x14\x00\x05o\
ther\x01\x14\x00\x04\x00\x05error\x03\x00\x16\x01@\x00\x00\n\x04\x00\x0bplugin-info\x01\x18\x04\x00\x19optimu\
s:plugin/base@0.1.0\x05\x02\x02\x03\x00\x02\x06config\x02\x03\x00\x02\x05asset\x02\x03\x00\x02\x05e\
rror\x01B\x16\x02\x03\x02\x01\x03\x04\x00\x06config\x03\x00\x00\x02\x03\x02\x01\x04\x04\x00\x05asset\x03\x00\x02\x02\x03\x02\x01\x05\x04\x00\x05\
error\x03\x00\x04\x01r\x02\x07secondsx\x0bnanosecondsy\x04\x00\ttimestamp\x03\x00\x06\
\x01r\x02\x05start\x07\x03end\x07\x04\x00\x06window\x03\x00\x08\x01q\x03\x03env\x00\x00\x04file\x00\x00\x05othe\
r\x01s\x00\x04\x00\tdata-type\x03\x00\n\x01r\x03\x04names\x05values\tdata-type\x0b\x04\x00\
\rinstance-data\x03\x00\x0c\x01p\x01\x01p\x03\x01p\r\x01r\x04\x06config\x0e\x06assets\x0f\x06wi\
ndow\t\rinstance-data\x10\x04\x00\x0fcompile-request\x03\x00\x11\x01j\x01\x0f\x01\x05\x01\
@\x01\x07request\x12\x00\x13\x04\x00\x0ecompile-assets\x01\x14\x04\x00#optimus:plugi\
n/asset-compiler@0.1.0\x05\x06\x04\x00*optimus:plugin/asset-\
compiler-plugin@0.1.0\x04\x00\x0b\x1b\x01\x00\x15asset-compiler-plugi\
n\x03\x00\x00\x00/\tproducers\x01\x0cprocessed-by\x01\rwit-component\x070.\
254.2\
";

/// The world `dependency-resolver-plugin`, encoded for wit-component.
pub const DEPENDENCY_RESOLVER: [u8; 1199] = *b"\
\x00asm\r\x00\x01\x00\x00\x19\x16wit-component-encoding\x04\x00\x07\xb6\x08\x01A\x02\x01A\x0b\x01B\x04\x01\
m\x05\x05trace\x05debug\x04info\x04warn\x05error\x04\x00\x05level\x03\x00\x00\x01@\x02\x05lev\
el\x01\x07messages\x01\x00\x04\x00\x03log\x01\x02\x03\x00\x1coptimus:plugin/logging@\
0.1.0\x05\x00\x01B\x08\x01@\x00\x00\x7f\x04\x00\x07dry-run\x01\x00\x01kw\x01@\x00\x00\x01\x04\x00\x08deadline\x01\x02\
\x01ks\x01@\x01\x04names\x00\x03\x04\x00\tattribute\x01\x04\x03\x00\x19optimus:plugin/ca\
ll@0.1.0\x05\x01\x01B\x1a\x01q\x03\x04task\x00\x00\x04hook\x00\x00\x05other\x01s\x00\x04\x00\x0bplugin\
-type\x03\x00\x00\x01q\x03\x03cli\x00\x00\x13dependency-resolver\x00\x00\x05other\x01s\x00\
\x04\x00\nplugin-mod\x03\x00\x02\x01q\x04\x03pre\x00\x00\x04post\x00\x00\x04fail\x00\x00\x05other\x01s\x00\
\x04\x00\thook-type\x03\x00\x04\x01p\x03\x01ps\x01k\x05\x01r\n\x04names\x0bdescriptions\x0bp\
lugin-type\x01\x0bplugin-mods\x06\x0eplugin-versions\x0bapi-ver\
sion\x07\x05images\ndepends-on\x07\thook-type\x08\x0bsecret-paths\
\x04\x00\x04info\x03\x00\t\x01r\x02\x04names\x05values\x04\x00\x06config\x03\x00\x0b\x01p}\x01r\x02\x04nam\
es\x07content\r\x04\x00\x05asset\x03\x00\x0e\x01r\x02\x05fields\x07messages\x04\x00\x07prob\
lem\x03\x00\x10\x01kw\x01r\x03\x04codes\x07messages\x0eretry-after-ms\x12\x04\x00\x07fa\
ilure\x03\x00\x13\x01p\x11\x01q\x03\rinvalid-input\x01\x15\x00\x0bunavailable\x01\x14\x00\x05o\
ther\x01\x14\x00\x04\x00\x05error\x03\x00\x16\x01@\x00\x00\n\x04\x00\x0bplugin-info\x01\x18\x04\x00\x19optimu\
s:plugin/base@0.1.0\x05\x02\x02\x03\x00\x02\x06config\x02\x03\x00\x02\x05asset\x02\x03\x00\x02\x05e\
rror\x01B\x11\x02\x03\x02\x01\x03\x04\x00\x06config\x03\x00\x00\x02\x03\x02\x01\x04\x04\x00\x05asset\x03\x00\x02\x02\x03\x02\x01\x05\x04\x00\x05\
error\x03\x00\x04\x01r\x02\x04names\x05stores\x04\x00\x0bdestination\x03\x00\x06\x01p\x01\x01p\x03\x01\
j\x01\x07\x01\x05\x01@\x02\x06config\x08\x06assets\t\x00\n\x04\x00\x14generate-destinatio\
n\x01\x0b\x01ps\x01j\x01\x0c\x01\x05\x01@\x02\x06config\x08\x06assets\t\x00\r\x04\x00\x15generate-dep\
endencies\x01\x0e\x04\x00(optimus:plugin/dependency-resolver\
@0.1.0\x05\x06\x04\x00/optimus:plugin/dependency-resolver-pl\
ugin@0.1.0\x04\x00\x0b\x20\x01\x00\x1adependency-resolver-plugin\x03\x00\x00\x00/\
\tproducers\x01\x0cprocessed-by\x01\rwit-component\x070.254.2\
";
// Generated by `wit-bindgen` 0.60.0. DO NOT EDIT!
// Options used:
//   * runtime_path: "crate::sys::rt"
//   * disable-run-ctors-once-workaround
//   * pub-export-macro
//   * disable_custom_section_link_helpers
#[rustfmt::skip]
#[allow(dead_code, clippy::all)]
pub mod optimus {
    pub mod plugin {
        /// Lines for the operator's log.
        #[allow(dead_code, async_fn_in_trait, unused_imports, clippy::all)]
        pub mod logging {
            /// How much it matters.
            #[repr(u8)]
            #[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
            pub enum Level {
                /// Steps of the plugin's own work.
                Trace,
                /// For whoever looks for a mistake.
                Debug,
                /// Worth knowing.
                Info,
                /// Something is not as it should be; the call goes on.
                Warn,
                /// The call failed, or is about to.
                Error,
            }
            impl ::core::fmt::Debug for Level {
                fn fmt(
                    &self,
                    f: &mut ::core::fmt::Formatter<'_>,
                ) -> ::core::fmt::Result {
                    match self {
                        Level::Trace => f.debug_tuple("Level::Trace").finish(),
                        Level::Debug => f.debug_tuple("Level::Debug").finish(),
                        Level::Info => f.debug_tuple("Level::Info").finish(),
                        Level::Warn => f.debug_tuple("Level::Warn").finish(),
                        Level::Error => f.debug_tuple("Level::Error").finish(),
                    }
                }
            }
            impl Level {
                #[doc(hidden)]
                pub unsafe fn _lift(val: u8) -> Level {
                    if !cfg!(debug_assertions) {
                        return unsafe { ::core::mem::transmute(val) };
                    }
                    match val {
                        0 => Level::Trace,
                        1 => Level::Debug,
                        2 => Level::Info,
                        3 => Level::Warn,
                        4 => Level::Error,
                        _ => panic!("invalid enum discriminant"),
                    }
                }
            }
            #[allow(unused_unsafe, clippy::all)]
            /// Writes a line. The host adds time, plugin and call, escapes control characters, and drops what is over its limits
            /// (64 KiB a line, 1 MiB a call unless the operator set others), which it says once. Never put secrets into it.
            #[allow(async_fn_in_trait)]
            pub fn log(level: Level, message: &str) -> () {
                unsafe {
                    let vec0 = message;
                    let ptr0 = vec0.as_ptr().cast::<u8>();
                    let len0 = vec0.len();
                    #[cfg(target_arch = "wasm32")]
                    #[link(wasm_import_module = "optimus:plugin/logging@0.1.0")]
                    unsafe extern "C" {
                        #[link_name = "log"]
                        fn wit_import1(_: i32, _: *mut u8, _: usize);
                    }
                    #[cfg(not(target_arch = "wasm32"))]
                    unsafe extern "C" fn wit_import1(_: i32, _: *mut u8, _: usize) {
                        unreachable!()
                    }
                    wit_import1(level.clone() as i32, ptr0.cast_mut(), len0);
                }
            }
        }
        /// What is known about the call that is running. New inputs of the contract come here, as new functions, because an
        /// imported interface may grow while a released export is frozen; a plugin that uses none of it does not import it.
        #[allow(dead_code, async_fn_in_trait, unused_imports, clippy::all)]
        pub mod call {
            use super::super::super::_rt;
            #[allow(unused_unsafe, clippy::all)]
            /// Whether the answer will not be used for a real run; a plugin may then spare itself what costs.
            #[allow(async_fn_in_trait)]
            pub fn dry_run() -> bool {
                unsafe {
                    #[cfg(target_arch = "wasm32")]
                    #[link(wasm_import_module = "optimus:plugin/call@0.1.0")]
                    unsafe extern "C" {
                        #[link_name = "dry-run"]
                        fn wit_import0() -> i32;
                    }
                    #[cfg(not(target_arch = "wasm32"))]
                    unsafe extern "C" fn wit_import0() -> i32 {
                        unreachable!()
                    }
                    let ret = wit_import0();
                    _rt::bool_lift(ret as u8)
                }
            }
            #[allow(unused_unsafe, clippy::all)]
            /// Milliseconds until the host ends the call; none when there is no end.
            #[allow(async_fn_in_trait)]
            pub fn deadline() -> Option<u64> {
                unsafe {
                    #[repr(align(8))]
                    struct RetArea([::core::mem::MaybeUninit<u8>; 16]);
                    let mut ret_area = RetArea([::core::mem::MaybeUninit::uninit(); 16]);
                    let ptr0 = ret_area.0.as_mut_ptr().cast::<u8>();
                    #[cfg(target_arch = "wasm32")]
                    #[link(wasm_import_module = "optimus:plugin/call@0.1.0")]
                    unsafe extern "C" {
                        #[link_name = "deadline"]
                        fn wit_import1(_: *mut u8);
                    }
                    #[cfg(not(target_arch = "wasm32"))]
                    unsafe extern "C" fn wit_import1(_: *mut u8) {
                        unreachable!()
                    }
                    wit_import1(ptr0);
                    let l2 = i32::from(*ptr0.add(0).cast::<u8>());
                    let result4 = match l2 {
                        0 => None,
                        1 => {
                            let e = {
                                let l3 = *ptr0.add(8).cast::<i64>();
                                l3 as u64
                            };
                            Some(e)
                        }
                        _ => _rt::invalid_enum_discriminant(),
                    };
                    result4
                }
            }
            #[allow(unused_unsafe, clippy::all)]
            /// A named fact about the call, or none: `project.name`, `project.config.<KEY>`, `instance-schedule` (RFC 3339, `Z`), and
            /// whatever else the embedder gives. What the operator did not grant is none.
            ///
            /// `secret.<NAME>` is a token that stands for a secret (48 ASCII characters, another in each call). The host puts the secret
            /// in its place in the header or parameter that the operator named, in requests to the host that he named. A request that
            /// has a token in another header or elsewhere in its URL is refused; in a body it is sent as it is, and opens nothing. Where
            /// the operator chose to reveal the secret, it is the secret itself.
            #[allow(async_fn_in_trait)]
            pub fn attribute(name: &str) -> Option<_rt::String> {
                unsafe {
                    #[cfg_attr(target_pointer_width = "64", repr(align(8)))]
                    #[cfg_attr(target_pointer_width = "32", repr(align(4)))]
                    struct RetArea(
                        [::core::mem::MaybeUninit<
                            u8,
                        >; 3 * ::core::mem::size_of::<*const u8>()],
                    );
                    let mut ret_area = RetArea(
                        [::core::mem::MaybeUninit::uninit(); 3
                            * ::core::mem::size_of::<*const u8>()],
                    );
                    let vec0 = name;
                    let ptr0 = vec0.as_ptr().cast::<u8>();
                    let len0 = vec0.len();
                    let ptr1 = ret_area.0.as_mut_ptr().cast::<u8>();
                    #[cfg(target_arch = "wasm32")]
                    #[link(wasm_import_module = "optimus:plugin/call@0.1.0")]
                    unsafe extern "C" {
                        #[link_name = "attribute"]
                        fn wit_import2(_: *mut u8, _: usize, _: *mut u8);
                    }
                    #[cfg(not(target_arch = "wasm32"))]
                    unsafe extern "C" fn wit_import2(_: *mut u8, _: usize, _: *mut u8) {
                        unreachable!()
                    }
                    wit_import2(ptr0.cast_mut(), len0, ptr1);
                    let l3 = i32::from(*ptr1.add(0).cast::<u8>());
                    let result7 = match l3 {
                        0 => None,
                        1 => {
                            let e = {
                                let l4 = *ptr1
                                    .add(::core::mem::size_of::<*const u8>())
                                    .cast::<*mut u8>();
                                let l5 = *ptr1
                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                let len6 = l5;
                                let bytes6 = _rt::Vec::from_raw_parts(
                                    l4.cast(),
                                    len6,
                                    len6,
                                );
                                _rt::string_lift(bytes6)
                            };
                            Some(e)
                        }
                        _ => _rt::invalid_enum_discriminant(),
                    };
                    result7
                }
            }
        }
        /// What a plugin remembers from call to call, although each call has a fresh instance: answers of services that are slow to ask.
        ///
        /// Only for plugins whose operator grants a cache; any other that imports it is refused at load. Entries are kept for each
        /// plugin and tenant apart: what one tenant's call remembers, no other tenant's call finds. They live in the memory of the host,
        /// survive a reload of the same file, and may be gone at any time: an entry that is not found is to be asked for again.
        ///
        /// A deterministic call finds nothing and keeps nothing, since its answer depends on its input alone.
        #[allow(dead_code, async_fn_in_trait, unused_imports, clippy::all)]
        pub mod cache {
            use super::super::super::_rt;
            /// Why an entry was not kept. The call goes on; the plugin may do without.
            #[derive(Clone)]
            pub enum Refusal {
                /// The key is empty or longer than a name, the value longer than 1 MiB, or both together more than the operator grants.
                TooLarge,
                /// A later contract's reason, in words for people.
                Other(_rt::String),
            }
            impl ::core::fmt::Debug for Refusal {
                fn fmt(
                    &self,
                    f: &mut ::core::fmt::Formatter<'_>,
                ) -> ::core::fmt::Result {
                    match self {
                        Refusal::TooLarge => f.debug_tuple("Refusal::TooLarge").finish(),
                        Refusal::Other(e) => {
                            f.debug_tuple("Refusal::Other").field(e).finish()
                        }
                    }
                }
            }
            impl ::core::fmt::Display for Refusal {
                fn fmt(
                    &self,
                    f: &mut ::core::fmt::Formatter<'_>,
                ) -> ::core::fmt::Result {
                    write!(f, "{:?}", self)
                }
            }
            impl ::core::error::Error for Refusal {}
            #[allow(unused_unsafe, clippy::all)]
            /// The value of a key, or none if it was never set, has outlived its lifetime or made room for others.
            ///
            /// Costs a few microseconds and the copy of the value. `key` is a name (256 B); the value has up to 1 MiB.
            #[allow(async_fn_in_trait)]
            pub fn get(key: &str) -> Option<_rt::Vec<u8>> {
                unsafe {
                    #[cfg_attr(target_pointer_width = "64", repr(align(8)))]
                    #[cfg_attr(target_pointer_width = "32", repr(align(4)))]
                    struct RetArea(
                        [::core::mem::MaybeUninit<
                            u8,
                        >; 3 * ::core::mem::size_of::<*const u8>()],
                    );
                    let mut ret_area = RetArea(
                        [::core::mem::MaybeUninit::uninit(); 3
                            * ::core::mem::size_of::<*const u8>()],
                    );
                    let vec0 = key;
                    let ptr0 = vec0.as_ptr().cast::<u8>();
                    let len0 = vec0.len();
                    let ptr1 = ret_area.0.as_mut_ptr().cast::<u8>();
                    #[cfg(target_arch = "wasm32")]
                    #[link(wasm_import_module = "optimus:plugin/cache@0.1.0")]
                    unsafe extern "C" {
                        #[link_name = "get"]
                        fn wit_import2(_: *mut u8, _: usize, _: *mut u8);
                    }
                    #[cfg(not(target_arch = "wasm32"))]
                    unsafe extern "C" fn wit_import2(_: *mut u8, _: usize, _: *mut u8) {
                        unreachable!()
                    }
                    wit_import2(ptr0.cast_mut(), len0, ptr1);
                    let l3 = i32::from(*ptr1.add(0).cast::<u8>());
                    let result7 = match l3 {
                        0 => None,
                        1 => {
                            let e = {
                                let l4 = *ptr1
                                    .add(::core::mem::size_of::<*const u8>())
                                    .cast::<*mut u8>();
                                let l5 = *ptr1
                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                let len6 = l5;
                                <_ as From<
                                    _rt::Vec<_>,
                                >>::from(_rt::Vec::from_raw_parts(l4.cast(), len6, len6))
                            };
                            Some(e)
                        }
                        _ => _rt::invalid_enum_discriminant(),
                    };
                    result7
                }
            }
            #[allow(unused_unsafe, clippy::all)]
            /// Remembers a value under a key, in place of any other, for so many milliseconds: at most as long as the operator grants,
            /// and 0 forgets the key. `key` is a name (256 B), the value has up to 1 MiB.
            ///
            /// Where the plugin's entries are more than the operator grants, those that were used least recently make room.
            #[allow(async_fn_in_trait)]
            pub fn set(
                key: &str,
                value: &[u8],
                lifetime_ms: u64,
            ) -> Result<(), Refusal> {
                unsafe {
                    #[cfg_attr(target_pointer_width = "64", repr(align(8)))]
                    #[cfg_attr(target_pointer_width = "32", repr(align(4)))]
                    struct RetArea(
                        [::core::mem::MaybeUninit<
                            u8,
                        >; 4 * ::core::mem::size_of::<*const u8>()],
                    );
                    let mut ret_area = RetArea(
                        [::core::mem::MaybeUninit::uninit(); 4
                            * ::core::mem::size_of::<*const u8>()],
                    );
                    let vec0 = key;
                    let ptr0 = vec0.as_ptr().cast::<u8>();
                    let len0 = vec0.len();
                    let vec1 = value;
                    let ptr1 = vec1.as_ptr().cast::<u8>();
                    let len1 = vec1.len();
                    let ptr2 = ret_area.0.as_mut_ptr().cast::<u8>();
                    #[cfg(target_arch = "wasm32")]
                    #[link(wasm_import_module = "optimus:plugin/cache@0.1.0")]
                    unsafe extern "C" {
                        #[link_name = "set"]
                        fn wit_import3(
                            _: *mut u8,
                            _: usize,
                            _: *mut u8,
                            _: usize,
                            _: i64,
                            _: *mut u8,
                        );
                    }
                    #[cfg(not(target_arch = "wasm32"))]
                    unsafe extern "C" fn wit_import3(
                        _: *mut u8,
                        _: usize,
                        _: *mut u8,
                        _: usize,
                        _: i64,
                        _: *mut u8,
                    ) {
                        unreachable!()
                    }
                    wit_import3(
                        ptr0.cast_mut(),
                        len0,
                        ptr1.cast_mut(),
                        len1,
                        _rt::as_i64(&lifetime_ms),
                        ptr2,
                    );
                    let l4 = i32::from(*ptr2.add(0).cast::<u8>());
                    let result10 = match l4 {
                        0 => {
                            let e = ();
                            Ok(e)
                        }
                        1 => {
                            let e = {
                                let l5 = i32::from(
                                    *ptr2.add(::core::mem::size_of::<*const u8>()).cast::<u8>(),
                                );
                                let v9 = match l5 {
                                    0 => Refusal::TooLarge,
                                    n => {
                                        debug_assert_eq!(n, 1, "invalid enum discriminant");
                                        let e9 = {
                                            let l6 = *ptr2
                                                .add(2 * ::core::mem::size_of::<*const u8>())
                                                .cast::<*mut u8>();
                                            let l7 = *ptr2
                                                .add(3 * ::core::mem::size_of::<*const u8>())
                                                .cast::<usize>();
                                            let len8 = l7;
                                            let bytes8 = _rt::Vec::from_raw_parts(
                                                l6.cast(),
                                                len8,
                                                len8,
                                            );
                                            _rt::string_lift(bytes8)
                                        };
                                        Refusal::Other(e9)
                                    }
                                };
                                v9
                            };
                            Err(e)
                        }
                        _ => _rt::invalid_enum_discriminant(),
                    };
                    result10
                }
            }
        }
    }
}
#[rustfmt::skip]
#[allow(dead_code, clippy::all)]
pub mod exports {
    pub mod optimus {
        pub mod plugin {
            /// What every plugin exports: who it is. The types that more than one interface uses live here too.
            ///
            /// Sizes. A *name* has at most 256 bytes, a *text* 64 KiB, a configuration *value* 1 MiB, an *asset* 8 MiB; a list has at
            /// most 10,000 items. A host refuses an answer that is larger, as a fault of the plugin.
            #[allow(dead_code, async_fn_in_trait, unused_imports, clippy::all)]
            pub mod base {
                use super::super::super::super::_rt;
                /// What a plugin stands for.
                #[derive(Clone)]
                pub enum PluginType {
                    /// The one transformation of a job.
                    Task,
                    /// Work before or after it.
                    Hook,
                    /// A later contract's word. A host that does not know it does not serve the plugin.
                    Other(_rt::String),
                }
                impl ::core::fmt::Debug for PluginType {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        match self {
                            PluginType::Task => {
                                f.debug_tuple("PluginType::Task").finish()
                            }
                            PluginType::Hook => {
                                f.debug_tuple("PluginType::Hook").finish()
                            }
                            PluginType::Other(e) => {
                                f.debug_tuple("PluginType::Other").field(e).finish()
                            }
                        }
                    }
                }
                /// What a plugin can do beyond describing itself.
                #[derive(Clone)]
                pub enum PluginMod {
                    /// It exports `cli`, `asset-compiler`, or both.
                    Cli,
                    /// It exports `dependency-resolver`.
                    DependencyResolver,
                    /// A later contract's word, ignored by a host that does not know it.
                    Other(_rt::String),
                }
                impl ::core::fmt::Debug for PluginMod {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        match self {
                            PluginMod::Cli => f.debug_tuple("PluginMod::Cli").finish(),
                            PluginMod::DependencyResolver => {
                                f.debug_tuple("PluginMod::DependencyResolver").finish()
                            }
                            PluginMod::Other(e) => {
                                f.debug_tuple("PluginMod::Other").field(e).finish()
                            }
                        }
                    }
                }
                /// When a hook runs.
                #[derive(Clone)]
                pub enum HookType {
                    /// Before the task.
                    Pre,
                    /// After the task.
                    Post,
                    /// After the task has failed.
                    Fail,
                    /// A later contract's word; the scheduler then leaves the hook unordered.
                    Other(_rt::String),
                }
                impl ::core::fmt::Debug for HookType {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        match self {
                            HookType::Pre => f.debug_tuple("HookType::Pre").finish(),
                            HookType::Post => f.debug_tuple("HookType::Post").finish(),
                            HookType::Fail => f.debug_tuple("HookType::Fail").finish(),
                            HookType::Other(e) => {
                                f.debug_tuple("HookType::Other").field(e).finish()
                            }
                        }
                    }
                }
                /// What a plugin says about itself.
                #[derive(Clone)]
                pub struct Info {
                    /// The name by which jobs use it: unique on a server, case-sensitive, not empty. A name.
                    pub name: _rt::String,
                    /// What it does, for people. A text.
                    pub description: _rt::String,
                    /// Task or hook.
                    pub plugin_type: PluginType,
                    /// What it can do. It must agree with the exports: the host refuses a component that lists what it does not export,
                    /// or exports what it does not list, and names both.
                    pub plugin_mods: _rt::Vec<PluginMod>,
                    /// Its version, not empty. Shown, compared for equality, never ordered. A name.
                    pub plugin_version: _rt::String,
                    /// Versions of the plugin protocol that it was written for. Shown, never checked.
                    pub api_version: _rt::Vec<_rt::String>,
                    /// The container image that does the work, with its tag, not empty. A text.
                    pub image: _rt::String,
                    /// Hooks only: names of the hooks that run before this one. Unknown names are ignored.
                    pub depends_on: _rt::Vec<_rt::String>,
                    /// Hooks only: when it runs.
                    pub hook_type: Option<HookType>,
                    /// Where the container expects its secret as a file; empty for none. A text.
                    pub secret_path: _rt::String,
                }
                impl ::core::fmt::Debug for Info {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Info")
                            .field("name", &self.name)
                            .field("description", &self.description)
                            .field("plugin-type", &self.plugin_type)
                            .field("plugin-mods", &self.plugin_mods)
                            .field("plugin-version", &self.plugin_version)
                            .field("api-version", &self.api_version)
                            .field("image", &self.image)
                            .field("depends-on", &self.depends_on)
                            .field("hook-type", &self.hook_type)
                            .field("secret-path", &self.secret_path)
                            .finish()
                    }
                }
                /// One entry of a task's or hook's configuration. Order is kept.
                #[derive(Clone)]
                pub struct Config {
                    /// The key. A name.
                    pub name: _rt::String,
                    /// The value, possibly with macros (`{{.DSTART}}`). Up to 1 MiB.
                    pub value: _rt::String,
                }
                impl ::core::fmt::Debug for Config {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Config")
                            .field("name", &self.name)
                            .field("value", &self.value)
                            .finish()
                    }
                }
                /// A file of a job.
                #[derive(Clone)]
                pub struct Asset {
                    /// Its file name, without folders. A name.
                    pub name: _rt::String,
                    /// Its content: bytes that are valid UTF-8, checked by the host both ways. Up to 8 MiB.
                    ///
                    /// Bytes and not a string, because languages whose strings are UTF-16 pay 0.19 ms per KiB for a string.
                    pub content: _rt::Vec<u8>,
                }
                impl ::core::fmt::Debug for Asset {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Asset")
                            .field("name", &self.name)
                            .field("content", &self.content)
                            .finish()
                    }
                }
                /// One thing that is wrong with the input.
                #[derive(Clone)]
                pub struct Problem {
                    /// Which field: a configuration key, an asset name, a question; empty when it is none of them. A name.
                    pub field: _rt::String,
                    /// What is wrong with it. A text.
                    pub message: _rt::String,
                }
                impl ::core::fmt::Debug for Problem {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Problem")
                            .field("field", &self.field)
                            .field("message", &self.message)
                            .finish()
                    }
                }
                /// Why a call cannot be answered.
                #[derive(Clone)]
                pub struct Failure {
                    /// A short word that a program can test, in the plugin's own vocabulary; may be empty. A name.
                    pub code: _rt::String,
                    /// What happened, for people. A text.
                    pub message: _rt::String,
                    /// After how many milliseconds trying again is worth while; none when the plugin cannot tell.
                    pub retry_after_ms: Option<u64>,
                }
                impl ::core::fmt::Debug for Failure {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Failure")
                            .field("code", &self.code)
                            .field("message", &self.message)
                            .field("retry-after-ms", &self.retry_after_ms)
                            .finish()
                    }
                }
                /// How a call ends when there is no answer. It is data: the host reports it as the plugin's own words, keeps the plugin
                /// and goes on. A trap is something else, a fault.
                #[derive(Clone)]
                pub enum Error {
                    /// The input is wrong; the same input will be refused again. At least one problem.
                    InvalidInput(_rt::Vec<Problem>),
                    /// The input may be good, but the plugin cannot answer now (a service that it needs is away).
                    Unavailable(Failure),
                    /// Anything else.
                    Other(Failure),
                }
                impl ::core::fmt::Debug for Error {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        match self {
                            Error::InvalidInput(e) => {
                                f.debug_tuple("Error::InvalidInput").field(e).finish()
                            }
                            Error::Unavailable(e) => {
                                f.debug_tuple("Error::Unavailable").field(e).finish()
                            }
                            Error::Other(e) => {
                                f.debug_tuple("Error::Other").field(e).finish()
                            }
                        }
                    }
                }
                impl ::core::fmt::Display for Error {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        write!(f, "{:?}", self)
                    }
                }
                impl ::core::error::Error for Error {}
                #[doc(hidden)]
                #[allow(non_snake_case, unused_unsafe)]
                pub unsafe fn _export_plugin_info_cabi<T_: Guest>() -> *mut u8 {
                    unsafe {
                        let result0 = { T_::plugin_info() };
                        let ptr1 = (&raw mut _RET_AREA.0).cast::<u8>();
                        let Info {
                            name: name2,
                            description: description2,
                            plugin_type: plugin_type2,
                            plugin_mods: plugin_mods2,
                            plugin_version: plugin_version2,
                            api_version: api_version2,
                            image: image2,
                            depends_on: depends_on2,
                            hook_type: hook_type2,
                            secret_path: secret_path2,
                        } = result0;
                        let vec3 = (name2.into_bytes()).into_boxed_slice();
                        let ptr3 = vec3.as_ptr().cast::<u8>();
                        let len3 = vec3.len();
                        ::core::mem::forget(vec3);
                        *ptr1.add(::core::mem::size_of::<*const u8>()).cast::<usize>() = len3;
                        *ptr1.add(0).cast::<*mut u8>() = ptr3.cast_mut();
                        let vec4 = (description2.into_bytes()).into_boxed_slice();
                        let ptr4 = vec4.as_ptr().cast::<u8>();
                        let len4 = vec4.len();
                        ::core::mem::forget(vec4);
                        *ptr1
                            .add(3 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>() = len4;
                        *ptr1
                            .add(2 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>() = ptr4.cast_mut();
                        match plugin_type2 {
                            PluginType::Task => {
                                *ptr1
                                    .add(4 * ::core::mem::size_of::<*const u8>())
                                    .cast::<u8>() = (0i32) as u8;
                            }
                            PluginType::Hook => {
                                *ptr1
                                    .add(4 * ::core::mem::size_of::<*const u8>())
                                    .cast::<u8>() = (1i32) as u8;
                            }
                            PluginType::Other(e) => {
                                *ptr1
                                    .add(4 * ::core::mem::size_of::<*const u8>())
                                    .cast::<u8>() = (2i32) as u8;
                                let vec5 = (e.into_bytes()).into_boxed_slice();
                                let ptr5 = vec5.as_ptr().cast::<u8>();
                                let len5 = vec5.len();
                                ::core::mem::forget(vec5);
                                *ptr1
                                    .add(6 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len5;
                                *ptr1
                                    .add(5 * ::core::mem::size_of::<*const u8>())
                                    .cast::<*mut u8>() = ptr5.cast_mut();
                            }
                        }
                        let vec7 = plugin_mods2;
                        let len7 = vec7.len();
                        let layout7 = _rt::alloc::Layout::from_size_align(
                                vec7.len() * (3 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            )
                            .unwrap();
                        let (result7, _cleanup7) = crate::sys::rt::Cleanup::new(layout7);
                        if let Some(cleanup) = _cleanup7 {
                            cleanup.forget();
                        }
                        for (i, e) in vec7.into_iter().enumerate() {
                            let base = result7
                                .add(i * (3 * ::core::mem::size_of::<*const u8>()));
                            {
                                match e {
                                    PluginMod::Cli => {
                                        *base.add(0).cast::<u8>() = (0i32) as u8;
                                    }
                                    PluginMod::DependencyResolver => {
                                        *base.add(0).cast::<u8>() = (1i32) as u8;
                                    }
                                    PluginMod::Other(e) => {
                                        *base.add(0).cast::<u8>() = (2i32) as u8;
                                        let vec6 = (e.into_bytes()).into_boxed_slice();
                                        let ptr6 = vec6.as_ptr().cast::<u8>();
                                        let len6 = vec6.len();
                                        ::core::mem::forget(vec6);
                                        *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len6;
                                        *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr6.cast_mut();
                                    }
                                }
                            }
                        }
                        *ptr1
                            .add(8 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>() = len7;
                        *ptr1
                            .add(7 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>() = result7;
                        let vec8 = (plugin_version2.into_bytes()).into_boxed_slice();
                        let ptr8 = vec8.as_ptr().cast::<u8>();
                        let len8 = vec8.len();
                        ::core::mem::forget(vec8);
                        *ptr1
                            .add(10 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>() = len8;
                        *ptr1
                            .add(9 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>() = ptr8.cast_mut();
                        let vec10 = api_version2;
                        let len10 = vec10.len();
                        let layout10 = _rt::alloc::Layout::from_size_align(
                                vec10.len() * (2 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            )
                            .unwrap();
                        let (result10, _cleanup10) = crate::sys::rt::Cleanup::new(
                            layout10,
                        );
                        if let Some(cleanup) = _cleanup10 {
                            cleanup.forget();
                        }
                        for (i, e) in vec10.into_iter().enumerate() {
                            let base = result10
                                .add(i * (2 * ::core::mem::size_of::<*const u8>()));
                            {
                                let vec9 = (e.into_bytes()).into_boxed_slice();
                                let ptr9 = vec9.as_ptr().cast::<u8>();
                                let len9 = vec9.len();
                                ::core::mem::forget(vec9);
                                *base
                                    .add(::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len9;
                                *base.add(0).cast::<*mut u8>() = ptr9.cast_mut();
                            }
                        }
                        *ptr1
                            .add(12 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>() = len10;
                        *ptr1
                            .add(11 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>() = result10;
                        let vec11 = (image2.into_bytes()).into_boxed_slice();
                        let ptr11 = vec11.as_ptr().cast::<u8>();
                        let len11 = vec11.len();
                        ::core::mem::forget(vec11);
                        *ptr1
                            .add(14 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>() = len11;
                        *ptr1
                            .add(13 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>() = ptr11.cast_mut();
                        let vec13 = depends_on2;
                        let len13 = vec13.len();
                        let layout13 = _rt::alloc::Layout::from_size_align(
                                vec13.len() * (2 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            )
                            .unwrap();
                        let (result13, _cleanup13) = crate::sys::rt::Cleanup::new(
                            layout13,
                        );
                        if let Some(cleanup) = _cleanup13 {
                            cleanup.forget();
                        }
                        for (i, e) in vec13.into_iter().enumerate() {
                            let base = result13
                                .add(i * (2 * ::core::mem::size_of::<*const u8>()));
                            {
                                let vec12 = (e.into_bytes()).into_boxed_slice();
                                let ptr12 = vec12.as_ptr().cast::<u8>();
                                let len12 = vec12.len();
                                ::core::mem::forget(vec12);
                                *base
                                    .add(::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len12;
                                *base.add(0).cast::<*mut u8>() = ptr12.cast_mut();
                            }
                        }
                        *ptr1
                            .add(16 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>() = len13;
                        *ptr1
                            .add(15 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>() = result13;
                        match hook_type2 {
                            Some(e) => {
                                *ptr1
                                    .add(17 * ::core::mem::size_of::<*const u8>())
                                    .cast::<u8>() = (1i32) as u8;
                                match e {
                                    HookType::Pre => {
                                        *ptr1
                                            .add(18 * ::core::mem::size_of::<*const u8>())
                                            .cast::<u8>() = (0i32) as u8;
                                    }
                                    HookType::Post => {
                                        *ptr1
                                            .add(18 * ::core::mem::size_of::<*const u8>())
                                            .cast::<u8>() = (1i32) as u8;
                                    }
                                    HookType::Fail => {
                                        *ptr1
                                            .add(18 * ::core::mem::size_of::<*const u8>())
                                            .cast::<u8>() = (2i32) as u8;
                                    }
                                    HookType::Other(e) => {
                                        *ptr1
                                            .add(18 * ::core::mem::size_of::<*const u8>())
                                            .cast::<u8>() = (3i32) as u8;
                                        let vec14 = (e.into_bytes()).into_boxed_slice();
                                        let ptr14 = vec14.as_ptr().cast::<u8>();
                                        let len14 = vec14.len();
                                        ::core::mem::forget(vec14);
                                        *ptr1
                                            .add(20 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len14;
                                        *ptr1
                                            .add(19 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr14.cast_mut();
                                    }
                                }
                            }
                            None => {
                                *ptr1
                                    .add(17 * ::core::mem::size_of::<*const u8>())
                                    .cast::<u8>() = (0i32) as u8;
                            }
                        };
                        let vec15 = (secret_path2.into_bytes()).into_boxed_slice();
                        let ptr15 = vec15.as_ptr().cast::<u8>();
                        let len15 = vec15.len();
                        ::core::mem::forget(vec15);
                        *ptr1
                            .add(22 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>() = len15;
                        *ptr1
                            .add(21 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>() = ptr15.cast_mut();
                        ptr1
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case)]
                pub unsafe fn __post_return_plugin_info<T_: Guest>(arg0: *mut u8) {
                    unsafe {
                        let l0 = *arg0.add(0).cast::<*mut u8>();
                        let l1 = *arg0
                            .add(::core::mem::size_of::<*const u8>())
                            .cast::<usize>();
                        _rt::cabi_dealloc(l0, l1, 1);
                        let l2 = *arg0
                            .add(2 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>();
                        let l3 = *arg0
                            .add(3 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>();
                        _rt::cabi_dealloc(l2, l3, 1);
                        let l4 = i32::from(
                            *arg0
                                .add(4 * ::core::mem::size_of::<*const u8>())
                                .cast::<u8>(),
                        );
                        match l4 {
                            0 => {}
                            1 => {}
                            _ => {
                                let l5 = *arg0
                                    .add(5 * ::core::mem::size_of::<*const u8>())
                                    .cast::<*mut u8>();
                                let l6 = *arg0
                                    .add(6 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                _rt::cabi_dealloc(l5, l6, 1);
                            }
                        }
                        let l7 = *arg0
                            .add(7 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>();
                        let l8 = *arg0
                            .add(8 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>();
                        let base12 = l7;
                        let len12 = l8;
                        for i in 0..len12 {
                            let base = base12
                                .add(i * (3 * ::core::mem::size_of::<*const u8>()));
                            {
                                let l9 = i32::from(*base.add(0).cast::<u8>());
                                match l9 {
                                    0 => {}
                                    1 => {}
                                    _ => {
                                        let l10 = *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l11 = *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l10, l11, 1);
                                    }
                                }
                            }
                        }
                        _rt::cabi_dealloc(
                            base12,
                            len12 * (3 * ::core::mem::size_of::<*const u8>()),
                            ::core::mem::size_of::<*const u8>(),
                        );
                        let l13 = *arg0
                            .add(9 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>();
                        let l14 = *arg0
                            .add(10 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>();
                        _rt::cabi_dealloc(l13, l14, 1);
                        let l15 = *arg0
                            .add(11 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>();
                        let l16 = *arg0
                            .add(12 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>();
                        let base19 = l15;
                        let len19 = l16;
                        for i in 0..len19 {
                            let base = base19
                                .add(i * (2 * ::core::mem::size_of::<*const u8>()));
                            {
                                let l17 = *base.add(0).cast::<*mut u8>();
                                let l18 = *base
                                    .add(::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                _rt::cabi_dealloc(l17, l18, 1);
                            }
                        }
                        _rt::cabi_dealloc(
                            base19,
                            len19 * (2 * ::core::mem::size_of::<*const u8>()),
                            ::core::mem::size_of::<*const u8>(),
                        );
                        let l20 = *arg0
                            .add(13 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>();
                        let l21 = *arg0
                            .add(14 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>();
                        _rt::cabi_dealloc(l20, l21, 1);
                        let l22 = *arg0
                            .add(15 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>();
                        let l23 = *arg0
                            .add(16 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>();
                        let base26 = l22;
                        let len26 = l23;
                        for i in 0..len26 {
                            let base = base26
                                .add(i * (2 * ::core::mem::size_of::<*const u8>()));
                            {
                                let l24 = *base.add(0).cast::<*mut u8>();
                                let l25 = *base
                                    .add(::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                _rt::cabi_dealloc(l24, l25, 1);
                            }
                        }
                        _rt::cabi_dealloc(
                            base26,
                            len26 * (2 * ::core::mem::size_of::<*const u8>()),
                            ::core::mem::size_of::<*const u8>(),
                        );
                        let l27 = i32::from(
                            *arg0
                                .add(17 * ::core::mem::size_of::<*const u8>())
                                .cast::<u8>(),
                        );
                        match l27 {
                            0 => {}
                            _ => {
                                let l28 = i32::from(
                                    *arg0
                                        .add(18 * ::core::mem::size_of::<*const u8>())
                                        .cast::<u8>(),
                                );
                                match l28 {
                                    0 => {}
                                    1 => {}
                                    2 => {}
                                    _ => {
                                        let l29 = *arg0
                                            .add(19 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l30 = *arg0
                                            .add(20 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l29, l30, 1);
                                    }
                                }
                            }
                        }
                        let l31 = *arg0
                            .add(21 * ::core::mem::size_of::<*const u8>())
                            .cast::<*mut u8>();
                        let l32 = *arg0
                            .add(22 * ::core::mem::size_of::<*const u8>())
                            .cast::<usize>();
                        _rt::cabi_dealloc(l31, l32, 1);
                    }
                }
                pub trait Guest {
                    /// Describes the plugin.
                    ///
                    /// Called once, at load, before any other call, and its answer is kept for as long as the plugin is loaded. It must not
                    /// depend on anything but the plugin itself: the same component gives the same answer everywhere.
                    #[allow(async_fn_in_trait)]
                    fn plugin_info() -> Info;
                }
                #[doc(hidden)]
                #[macro_export]
                macro_rules! __export_optimus_plugin_base_0_1_0_cabi {
                    ($ty:ident with_types_in $($path_to_types:tt)*) => {
                        const _ : () = { #[unsafe (export_name =
                        "optimus:plugin/base@0.1.0#plugin-info")] unsafe extern "C" fn
                        export_plugin_info() -> * mut u8 { unsafe { $($path_to_types)*::
                        _export_plugin_info_cabi::<$ty > () } } #[unsafe (export_name =
                        "cabi_post_optimus:plugin/base@0.1.0#plugin-info")] unsafe extern
                        "C" fn _post_return_plugin_info(arg0 : * mut u8,) { unsafe {
                        $($path_to_types)*:: __post_return_plugin_info::<$ty > (arg0) } }
                        };
                    };
                }
                #[doc(hidden)]
                pub use __export_optimus_plugin_base_0_1_0_cabi;
                #[cfg_attr(target_pointer_width = "64", repr(align(8)))]
                #[cfg_attr(target_pointer_width = "32", repr(align(4)))]
                struct _RetArea(
                    [::core::mem::MaybeUninit<
                        u8,
                    >; 23 * ::core::mem::size_of::<*const u8>()],
                );
                static mut _RET_AREA: _RetArea = _RetArea(
                    [::core::mem::MaybeUninit::uninit(); 23
                        * ::core::mem::size_of::<*const u8>()],
                );
            }
            /// The survey: what is asked while a person creates a job.
            ///
            /// Called by the command line, seldom more than a few times a second, possibly for several surveys at once. Each call runs in
            /// a fresh instance unless the operator chose otherwise, so nothing is remembered from one call to the next.
            #[allow(dead_code, async_fn_in_trait, unused_imports, clippy::all)]
            pub mod cli {
                use super::super::super::super::_rt;
                pub type Config = super::super::super::super::exports::optimus::plugin::base::Config;
                pub type Asset = super::super::super::super::exports::optimus::plugin::base::Asset;
                pub type Error = super::super::super::super::exports::optimus::plugin::base::Error;
                /// The question above a sub-question, and the answer that opens it.
                #[derive(Clone)]
                pub struct Parent {
                    /// Index of that question in the same list. It must be smaller than the sub-question's own index; the host rejects a
                    /// link that does not point backwards.
                    pub index: u32,
                    /// The sub-question is asked when the answer to that question is exactly this, case-sensitive. A text.
                    pub if_value: _rt::String,
                }
                impl ::core::fmt::Debug for Parent {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Parent")
                            .field("index", &self.index)
                            .field("if-value", &self.if_value)
                            .finish()
                    }
                }
                /// What every answer to a question must satisfy. The host applies it before it asks `validate-question`.
                #[derive(Clone)]
                pub struct Rules {
                    /// An empty answer is refused. If set, the other rules are not looked at.
                    pub required: bool,
                    /// A pattern in RE2 syntax of which the answer must contain a match.
                    pub regexp: Option<_rt::String>,
                    /// What to say when the pattern does not match; may be empty. A text.
                    pub validation_error: _rt::String,
                    /// Least length in Unicode code points.
                    pub min_length: Option<u32>,
                    /// Greatest length in Unicode code points.
                    pub max_length: Option<u32>,
                }
                impl ::core::fmt::Debug for Rules {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Rules")
                            .field("required", &self.required)
                            .field("regexp", &self.regexp)
                            .field("validation-error", &self.validation_error)
                            .field("min-length", &self.min_length)
                            .field("max-length", &self.max_length)
                            .finish()
                    }
                }
                /// One question. WIT has no recursive types, so a survey is a list in pre-order: a question, then its sub-questions with
                /// theirs, then the next question. Depth is not limited by the contract (a host may refuse more than 256).
                #[derive(Clone)]
                pub struct Question {
                    /// Names the answer; not empty, and unique among the questions that hang on the same answer, or on none. A name.
                    pub name: _rt::String,
                    /// What a person reads. A text.
                    pub prompt: _rt::String,
                    /// More about it, shown on demand; may be empty. A text.
                    pub help: _rt::String,
                    /// The answer when nothing is typed; may be empty. A text.
                    pub default_value: _rt::String,
                    /// The answers to choose one from; empty for free text.
                    pub choices: _rt::Vec<_rt::String>,
                    /// Where a sub-question hangs; none for a question that is always asked.
                    pub parent: Option<Parent>,
                    /// Rules for the answer; none when the plugin checks everything itself.
                    pub rules: Option<Rules>,
                }
                impl ::core::fmt::Debug for Question {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Question")
                            .field("name", &self.name)
                            .field("prompt", &self.prompt)
                            .field("help", &self.help)
                            .field("default-value", &self.default_value)
                            .field("choices", &self.choices)
                            .field("parent", &self.parent)
                            .field("rules", &self.rules)
                            .finish()
                    }
                }
                /// An answer and the name of its question.
                #[derive(Clone)]
                pub struct Answer {
                    /// The question's name.
                    pub question: _rt::String,
                    /// What was answered, possibly with macros. Up to 1 MiB.
                    pub value: _rt::String,
                }
                impl ::core::fmt::Debug for Answer {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Answer")
                            .field("question", &self.question)
                            .field("value", &self.value)
                            .finish()
                    }
                }
                /// Whether an answer is acceptable.
                #[derive(Clone)]
                pub enum Verdict {
                    /// It is.
                    Accepted,
                    /// It is not, for this reason, which a person then reads before being asked again; may be empty. A text.
                    Rejected(_rt::String),
                }
                impl ::core::fmt::Debug for Verdict {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        match self {
                            Verdict::Accepted => {
                                f.debug_tuple("Verdict::Accepted").finish()
                            }
                            Verdict::Rejected(e) => {
                                f.debug_tuple("Verdict::Rejected").field(e).finish()
                            }
                        }
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case, unused_unsafe)]
                pub unsafe fn _export_get_questions_cabi<T_: Guest>(
                    arg0: *mut u8,
                    arg1: usize,
                ) -> *mut u8 {
                    unsafe {
                        let result1 = {
                            let len0 = arg1;
                            let bytes0 = _rt::Vec::from_raw_parts(
                                arg0.cast(),
                                len0,
                                len0,
                            );
                            T_::get_questions(_rt::string_lift(bytes0))
                        };
                        let ptr2 = (&raw mut _RET_AREA.0).cast::<u8>();
                        match result1 {
                            Ok(e) => {
                                *ptr2.add(0).cast::<u8>() = (0i32) as u8;
                                let vec15 = e;
                                let len15 = vec15.len();
                                let layout15 = _rt::alloc::Layout::from_size_align(
                                        vec15.len()
                                            * (16 + 21 * ::core::mem::size_of::<*const u8>()),
                                        ::core::mem::size_of::<*const u8>(),
                                    )
                                    .unwrap();
                                let (result15, _cleanup15) = crate::sys::rt::Cleanup::new(
                                    layout15,
                                );
                                if let Some(cleanup) = _cleanup15 {
                                    cleanup.forget();
                                }
                                for (i, e) in vec15.into_iter().enumerate() {
                                    let base = result15
                                        .add(i * (16 + 21 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let Question {
                                            name: name3,
                                            prompt: prompt3,
                                            help: help3,
                                            default_value: default_value3,
                                            choices: choices3,
                                            parent: parent3,
                                            rules: rules3,
                                        } = e;
                                        let vec4 = (name3.into_bytes()).into_boxed_slice();
                                        let ptr4 = vec4.as_ptr().cast::<u8>();
                                        let len4 = vec4.len();
                                        ::core::mem::forget(vec4);
                                        *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len4;
                                        *base.add(0).cast::<*mut u8>() = ptr4.cast_mut();
                                        let vec5 = (prompt3.into_bytes()).into_boxed_slice();
                                        let ptr5 = vec5.as_ptr().cast::<u8>();
                                        let len5 = vec5.len();
                                        ::core::mem::forget(vec5);
                                        *base
                                            .add(3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len5;
                                        *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr5.cast_mut();
                                        let vec6 = (help3.into_bytes()).into_boxed_slice();
                                        let ptr6 = vec6.as_ptr().cast::<u8>();
                                        let len6 = vec6.len();
                                        ::core::mem::forget(vec6);
                                        *base
                                            .add(5 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len6;
                                        *base
                                            .add(4 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr6.cast_mut();
                                        let vec7 = (default_value3.into_bytes()).into_boxed_slice();
                                        let ptr7 = vec7.as_ptr().cast::<u8>();
                                        let len7 = vec7.len();
                                        ::core::mem::forget(vec7);
                                        *base
                                            .add(7 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len7;
                                        *base
                                            .add(6 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr7.cast_mut();
                                        let vec9 = choices3;
                                        let len9 = vec9.len();
                                        let layout9 = _rt::alloc::Layout::from_size_align(
                                                vec9.len() * (2 * ::core::mem::size_of::<*const u8>()),
                                                ::core::mem::size_of::<*const u8>(),
                                            )
                                            .unwrap();
                                        let (result9, _cleanup9) = crate::sys::rt::Cleanup::new(
                                            layout9,
                                        );
                                        if let Some(cleanup) = _cleanup9 {
                                            cleanup.forget();
                                        }
                                        for (i, e) in vec9.into_iter().enumerate() {
                                            let base = result9
                                                .add(i * (2 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let vec8 = (e.into_bytes()).into_boxed_slice();
                                                let ptr8 = vec8.as_ptr().cast::<u8>();
                                                let len8 = vec8.len();
                                                ::core::mem::forget(vec8);
                                                *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len8;
                                                *base.add(0).cast::<*mut u8>() = ptr8.cast_mut();
                                            }
                                        }
                                        *base
                                            .add(9 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len9;
                                        *base
                                            .add(8 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = result9;
                                        match parent3 {
                                            Some(e) => {
                                                *base
                                                    .add(10 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                let Parent { index: index10, if_value: if_value10 } = e;
                                                *base
                                                    .add(11 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i32>() = _rt::as_i32(index10);
                                                let vec11 = (if_value10.into_bytes()).into_boxed_slice();
                                                let ptr11 = vec11.as_ptr().cast::<u8>();
                                                let len11 = vec11.len();
                                                ::core::mem::forget(vec11);
                                                *base
                                                    .add(13 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len11;
                                                *base
                                                    .add(12 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr11.cast_mut();
                                            }
                                            None => {
                                                *base
                                                    .add(10 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                        match rules3 {
                                            Some(e) => {
                                                *base
                                                    .add(14 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                let Rules {
                                                    required: required12,
                                                    regexp: regexp12,
                                                    validation_error: validation_error12,
                                                    min_length: min_length12,
                                                    max_length: max_length12,
                                                } = e;
                                                *base
                                                    .add(15 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (match required12 {
                                                    true => 1,
                                                    false => 0,
                                                }) as u8;
                                                match regexp12 {
                                                    Some(e) => {
                                                        *base
                                                            .add(16 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<u8>() = (1i32) as u8;
                                                        let vec13 = (e.into_bytes()).into_boxed_slice();
                                                        let ptr13 = vec13.as_ptr().cast::<u8>();
                                                        let len13 = vec13.len();
                                                        ::core::mem::forget(vec13);
                                                        *base
                                                            .add(18 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<usize>() = len13;
                                                        *base
                                                            .add(17 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<*mut u8>() = ptr13.cast_mut();
                                                    }
                                                    None => {
                                                        *base
                                                            .add(16 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<u8>() = (0i32) as u8;
                                                    }
                                                };
                                                let vec14 = (validation_error12.into_bytes())
                                                    .into_boxed_slice();
                                                let ptr14 = vec14.as_ptr().cast::<u8>();
                                                let len14 = vec14.len();
                                                ::core::mem::forget(vec14);
                                                *base
                                                    .add(20 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len14;
                                                *base
                                                    .add(19 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr14.cast_mut();
                                                match min_length12 {
                                                    Some(e) => {
                                                        *base
                                                            .add(21 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<u8>() = (1i32) as u8;
                                                        *base
                                                            .add(4 + 21 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<i32>() = _rt::as_i32(e);
                                                    }
                                                    None => {
                                                        *base
                                                            .add(21 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<u8>() = (0i32) as u8;
                                                    }
                                                };
                                                match max_length12 {
                                                    Some(e) => {
                                                        *base
                                                            .add(8 + 21 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<u8>() = (1i32) as u8;
                                                        *base
                                                            .add(12 + 21 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<i32>() = _rt::as_i32(e);
                                                    }
                                                    None => {
                                                        *base
                                                            .add(8 + 21 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<u8>() = (0i32) as u8;
                                                    }
                                                };
                                            }
                                            None => {
                                                *base
                                                    .add(14 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                }
                                *ptr2
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len15;
                                *ptr2.add(8).cast::<*mut u8>() = result15;
                            }
                            Err(e) => {
                                *ptr2.add(0).cast::<u8>() = (1i32) as u8;
                                use super::super::super::super::exports::optimus::plugin::base::Error as V26;
                                match e {
                                    V26::InvalidInput(e) => {
                                        *ptr2.add(8).cast::<u8>() = (0i32) as u8;
                                        let vec19 = e;
                                        let len19 = vec19.len();
                                        let layout19 = _rt::alloc::Layout::from_size_align(
                                                vec19.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                                ::core::mem::size_of::<*const u8>(),
                                            )
                                            .unwrap();
                                        let (result19, _cleanup19) = crate::sys::rt::Cleanup::new(
                                            layout19,
                                        );
                                        if let Some(cleanup) = _cleanup19 {
                                            cleanup.forget();
                                        }
                                        for (i, e) in vec19.into_iter().enumerate() {
                                            let base = result19
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let super::super::super::super::exports::optimus::plugin::base::Problem {
                                                    field: field16,
                                                    message: message16,
                                                } = e;
                                                let vec17 = (field16.into_bytes()).into_boxed_slice();
                                                let ptr17 = vec17.as_ptr().cast::<u8>();
                                                let len17 = vec17.len();
                                                ::core::mem::forget(vec17);
                                                *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len17;
                                                *base.add(0).cast::<*mut u8>() = ptr17.cast_mut();
                                                let vec18 = (message16.into_bytes()).into_boxed_slice();
                                                let ptr18 = vec18.as_ptr().cast::<u8>();
                                                let len18 = vec18.len();
                                                ::core::mem::forget(vec18);
                                                *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len18;
                                                *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr18.cast_mut();
                                            }
                                        }
                                        *ptr2
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len19;
                                        *ptr2.add(16).cast::<*mut u8>() = result19;
                                    }
                                    V26::Unavailable(e) => {
                                        *ptr2.add(8).cast::<u8>() = (1i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code20,
                                            message: message20,
                                            retry_after_ms: retry_after_ms20,
                                        } = e;
                                        let vec21 = (code20.into_bytes()).into_boxed_slice();
                                        let ptr21 = vec21.as_ptr().cast::<u8>();
                                        let len21 = vec21.len();
                                        ::core::mem::forget(vec21);
                                        *ptr2
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len21;
                                        *ptr2.add(16).cast::<*mut u8>() = ptr21.cast_mut();
                                        let vec22 = (message20.into_bytes()).into_boxed_slice();
                                        let ptr22 = vec22.as_ptr().cast::<u8>();
                                        let len22 = vec22.len();
                                        ::core::mem::forget(vec22);
                                        *ptr2
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len22;
                                        *ptr2
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr22.cast_mut();
                                        match retry_after_ms20 {
                                            Some(e) => {
                                                *ptr2
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr2
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr2
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                    V26::Other(e) => {
                                        *ptr2.add(8).cast::<u8>() = (2i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code23,
                                            message: message23,
                                            retry_after_ms: retry_after_ms23,
                                        } = e;
                                        let vec24 = (code23.into_bytes()).into_boxed_slice();
                                        let ptr24 = vec24.as_ptr().cast::<u8>();
                                        let len24 = vec24.len();
                                        ::core::mem::forget(vec24);
                                        *ptr2
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len24;
                                        *ptr2.add(16).cast::<*mut u8>() = ptr24.cast_mut();
                                        let vec25 = (message23.into_bytes()).into_boxed_slice();
                                        let ptr25 = vec25.as_ptr().cast::<u8>();
                                        let len25 = vec25.len();
                                        ::core::mem::forget(vec25);
                                        *ptr2
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len25;
                                        *ptr2
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr25.cast_mut();
                                        match retry_after_ms23 {
                                            Some(e) => {
                                                *ptr2
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr2
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr2
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                }
                            }
                        };
                        ptr2
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case)]
                pub unsafe fn __post_return_get_questions<T_: Guest>(arg0: *mut u8) {
                    unsafe {
                        let l0 = i32::from(*arg0.add(0).cast::<u8>());
                        match l0 {
                            0 => {
                                let l1 = *arg0.add(8).cast::<*mut u8>();
                                let l2 = *arg0
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                let base25 = l1;
                                let len25 = l2;
                                for i in 0..len25 {
                                    let base = base25
                                        .add(i * (16 + 21 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let l3 = *base.add(0).cast::<*mut u8>();
                                        let l4 = *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l3, l4, 1);
                                        let l5 = *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l6 = *base
                                            .add(3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l5, l6, 1);
                                        let l7 = *base
                                            .add(4 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l8 = *base
                                            .add(5 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l7, l8, 1);
                                        let l9 = *base
                                            .add(6 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l10 = *base
                                            .add(7 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l9, l10, 1);
                                        let l11 = *base
                                            .add(8 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l12 = *base
                                            .add(9 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base15 = l11;
                                        let len15 = l12;
                                        for i in 0..len15 {
                                            let base = base15
                                                .add(i * (2 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let l13 = *base.add(0).cast::<*mut u8>();
                                                let l14 = *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l13, l14, 1);
                                            }
                                        }
                                        _rt::cabi_dealloc(
                                            base15,
                                            len15 * (2 * ::core::mem::size_of::<*const u8>()),
                                            ::core::mem::size_of::<*const u8>(),
                                        );
                                        let l16 = i32::from(
                                            *base
                                                .add(10 * ::core::mem::size_of::<*const u8>())
                                                .cast::<u8>(),
                                        );
                                        match l16 {
                                            0 => {}
                                            _ => {
                                                let l17 = *base
                                                    .add(12 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l18 = *base
                                                    .add(13 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l17, l18, 1);
                                            }
                                        }
                                        let l19 = i32::from(
                                            *base
                                                .add(14 * ::core::mem::size_of::<*const u8>())
                                                .cast::<u8>(),
                                        );
                                        match l19 {
                                            0 => {}
                                            _ => {
                                                let l20 = i32::from(
                                                    *base
                                                        .add(16 * ::core::mem::size_of::<*const u8>())
                                                        .cast::<u8>(),
                                                );
                                                match l20 {
                                                    0 => {}
                                                    _ => {
                                                        let l21 = *base
                                                            .add(17 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<*mut u8>();
                                                        let l22 = *base
                                                            .add(18 * ::core::mem::size_of::<*const u8>())
                                                            .cast::<usize>();
                                                        _rt::cabi_dealloc(l21, l22, 1);
                                                    }
                                                }
                                                let l23 = *base
                                                    .add(19 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l24 = *base
                                                    .add(20 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l23, l24, 1);
                                            }
                                        }
                                    }
                                }
                                _rt::cabi_dealloc(
                                    base25,
                                    len25 * (16 + 21 * ::core::mem::size_of::<*const u8>()),
                                    ::core::mem::size_of::<*const u8>(),
                                );
                            }
                            _ => {
                                let l26 = i32::from(*arg0.add(8).cast::<u8>());
                                match l26 {
                                    0 => {
                                        let l27 = *arg0.add(16).cast::<*mut u8>();
                                        let l28 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base33 = l27;
                                        let len33 = l28;
                                        for i in 0..len33 {
                                            let base = base33
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let l29 = *base.add(0).cast::<*mut u8>();
                                                let l30 = *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l29, l30, 1);
                                                let l31 = *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l32 = *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l31, l32, 1);
                                            }
                                        }
                                        _rt::cabi_dealloc(
                                            base33,
                                            len33 * (4 * ::core::mem::size_of::<*const u8>()),
                                            ::core::mem::size_of::<*const u8>(),
                                        );
                                    }
                                    1 => {
                                        let l34 = *arg0.add(16).cast::<*mut u8>();
                                        let l35 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l34, l35, 1);
                                        let l36 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l37 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l36, l37, 1);
                                    }
                                    _ => {
                                        let l38 = *arg0.add(16).cast::<*mut u8>();
                                        let l39 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l38, l39, 1);
                                        let l40 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l41 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l40, l41, 1);
                                    }
                                }
                            }
                        }
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case, unused_unsafe)]
                pub unsafe fn _export_validate_question_cabi<T_: Guest>(
                    arg0: *mut u8,
                    arg1: usize,
                    arg2: *mut u8,
                    arg3: usize,
                ) -> *mut u8 {
                    unsafe {
                        let result2 = {
                            let len0 = arg1;
                            let bytes0 = _rt::Vec::from_raw_parts(
                                arg0.cast(),
                                len0,
                                len0,
                            );
                            let len1 = arg3;
                            let bytes1 = _rt::Vec::from_raw_parts(
                                arg2.cast(),
                                len1,
                                len1,
                            );
                            T_::validate_question(Answer {
                                question: _rt::string_lift(bytes0),
                                value: _rt::string_lift(bytes1),
                            })
                        };
                        let ptr3 = (&raw mut _RET_AREA.0).cast::<u8>();
                        match result2 {
                            Ok(e) => {
                                *ptr3.add(0).cast::<u8>() = (0i32) as u8;
                                match e {
                                    Verdict::Accepted => {
                                        *ptr3.add(8).cast::<u8>() = (0i32) as u8;
                                    }
                                    Verdict::Rejected(e) => {
                                        *ptr3.add(8).cast::<u8>() = (1i32) as u8;
                                        let vec4 = (e.into_bytes()).into_boxed_slice();
                                        let ptr4 = vec4.as_ptr().cast::<u8>();
                                        let len4 = vec4.len();
                                        ::core::mem::forget(vec4);
                                        *ptr3
                                            .add(8 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len4;
                                        *ptr3
                                            .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr4.cast_mut();
                                    }
                                }
                            }
                            Err(e) => {
                                *ptr3.add(0).cast::<u8>() = (1i32) as u8;
                                use super::super::super::super::exports::optimus::plugin::base::Error as V15;
                                match e {
                                    V15::InvalidInput(e) => {
                                        *ptr3.add(8).cast::<u8>() = (0i32) as u8;
                                        let vec8 = e;
                                        let len8 = vec8.len();
                                        let layout8 = _rt::alloc::Layout::from_size_align(
                                                vec8.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                                ::core::mem::size_of::<*const u8>(),
                                            )
                                            .unwrap();
                                        let (result8, _cleanup8) = crate::sys::rt::Cleanup::new(
                                            layout8,
                                        );
                                        if let Some(cleanup) = _cleanup8 {
                                            cleanup.forget();
                                        }
                                        for (i, e) in vec8.into_iter().enumerate() {
                                            let base = result8
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let super::super::super::super::exports::optimus::plugin::base::Problem {
                                                    field: field5,
                                                    message: message5,
                                                } = e;
                                                let vec6 = (field5.into_bytes()).into_boxed_slice();
                                                let ptr6 = vec6.as_ptr().cast::<u8>();
                                                let len6 = vec6.len();
                                                ::core::mem::forget(vec6);
                                                *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len6;
                                                *base.add(0).cast::<*mut u8>() = ptr6.cast_mut();
                                                let vec7 = (message5.into_bytes()).into_boxed_slice();
                                                let ptr7 = vec7.as_ptr().cast::<u8>();
                                                let len7 = vec7.len();
                                                ::core::mem::forget(vec7);
                                                *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len7;
                                                *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr7.cast_mut();
                                            }
                                        }
                                        *ptr3
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len8;
                                        *ptr3.add(16).cast::<*mut u8>() = result8;
                                    }
                                    V15::Unavailable(e) => {
                                        *ptr3.add(8).cast::<u8>() = (1i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code9,
                                            message: message9,
                                            retry_after_ms: retry_after_ms9,
                                        } = e;
                                        let vec10 = (code9.into_bytes()).into_boxed_slice();
                                        let ptr10 = vec10.as_ptr().cast::<u8>();
                                        let len10 = vec10.len();
                                        ::core::mem::forget(vec10);
                                        *ptr3
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len10;
                                        *ptr3.add(16).cast::<*mut u8>() = ptr10.cast_mut();
                                        let vec11 = (message9.into_bytes()).into_boxed_slice();
                                        let ptr11 = vec11.as_ptr().cast::<u8>();
                                        let len11 = vec11.len();
                                        ::core::mem::forget(vec11);
                                        *ptr3
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len11;
                                        *ptr3
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr11.cast_mut();
                                        match retry_after_ms9 {
                                            Some(e) => {
                                                *ptr3
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr3
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr3
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                    V15::Other(e) => {
                                        *ptr3.add(8).cast::<u8>() = (2i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code12,
                                            message: message12,
                                            retry_after_ms: retry_after_ms12,
                                        } = e;
                                        let vec13 = (code12.into_bytes()).into_boxed_slice();
                                        let ptr13 = vec13.as_ptr().cast::<u8>();
                                        let len13 = vec13.len();
                                        ::core::mem::forget(vec13);
                                        *ptr3
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len13;
                                        *ptr3.add(16).cast::<*mut u8>() = ptr13.cast_mut();
                                        let vec14 = (message12.into_bytes()).into_boxed_slice();
                                        let ptr14 = vec14.as_ptr().cast::<u8>();
                                        let len14 = vec14.len();
                                        ::core::mem::forget(vec14);
                                        *ptr3
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len14;
                                        *ptr3
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr14.cast_mut();
                                        match retry_after_ms12 {
                                            Some(e) => {
                                                *ptr3
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr3
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr3
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                }
                            }
                        };
                        ptr3
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case)]
                pub unsafe fn __post_return_validate_question<T_: Guest>(arg0: *mut u8) {
                    unsafe {
                        let l0 = i32::from(*arg0.add(0).cast::<u8>());
                        match l0 {
                            0 => {
                                let l1 = i32::from(*arg0.add(8).cast::<u8>());
                                match l1 {
                                    0 => {}
                                    _ => {
                                        let l2 = *arg0
                                            .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l3 = *arg0
                                            .add(8 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l2, l3, 1);
                                    }
                                }
                            }
                            _ => {
                                let l4 = i32::from(*arg0.add(8).cast::<u8>());
                                match l4 {
                                    0 => {
                                        let l5 = *arg0.add(16).cast::<*mut u8>();
                                        let l6 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base11 = l5;
                                        let len11 = l6;
                                        for i in 0..len11 {
                                            let base = base11
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let l7 = *base.add(0).cast::<*mut u8>();
                                                let l8 = *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l7, l8, 1);
                                                let l9 = *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l10 = *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l9, l10, 1);
                                            }
                                        }
                                        _rt::cabi_dealloc(
                                            base11,
                                            len11 * (4 * ::core::mem::size_of::<*const u8>()),
                                            ::core::mem::size_of::<*const u8>(),
                                        );
                                    }
                                    1 => {
                                        let l12 = *arg0.add(16).cast::<*mut u8>();
                                        let l13 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l12, l13, 1);
                                        let l14 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l15 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l14, l15, 1);
                                    }
                                    _ => {
                                        let l16 = *arg0.add(16).cast::<*mut u8>();
                                        let l17 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l16, l17, 1);
                                        let l18 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l19 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l18, l19, 1);
                                    }
                                }
                            }
                        }
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case, unused_unsafe)]
                pub unsafe fn _export_default_config_cabi<T_: Guest>(
                    arg0: *mut u8,
                    arg1: usize,
                ) -> *mut u8 {
                    unsafe {
                        let result7 = {
                            let base6 = arg0;
                            let len6 = arg1;
                            let mut result6 = _rt::Vec::with_capacity(len6);
                            for i in 0..len6 {
                                let base = base6
                                    .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                let e6 = {
                                    let l0 = *base.add(0).cast::<*mut u8>();
                                    let l1 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len2 = l1;
                                    let bytes2 = _rt::Vec::from_raw_parts(
                                        l0.cast(),
                                        len2,
                                        len2,
                                    );
                                    let l3 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l4 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len5 = l4;
                                    let bytes5 = _rt::Vec::from_raw_parts(
                                        l3.cast(),
                                        len5,
                                        len5,
                                    );
                                    Answer {
                                        question: _rt::string_lift(bytes2),
                                        value: _rt::string_lift(bytes5),
                                    }
                                };
                                result6.push(e6);
                            }
                            _rt::cabi_dealloc(
                                base6,
                                len6 * (4 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            T_::default_config(result6)
                        };
                        let ptr8 = (&raw mut _RET_AREA.0).cast::<u8>();
                        match result7 {
                            Ok(e) => {
                                *ptr8.add(0).cast::<u8>() = (0i32) as u8;
                                let vec12 = e;
                                let len12 = vec12.len();
                                let layout12 = _rt::alloc::Layout::from_size_align(
                                        vec12.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                        ::core::mem::size_of::<*const u8>(),
                                    )
                                    .unwrap();
                                let (result12, _cleanup12) = crate::sys::rt::Cleanup::new(
                                    layout12,
                                );
                                if let Some(cleanup) = _cleanup12 {
                                    cleanup.forget();
                                }
                                for (i, e) in vec12.into_iter().enumerate() {
                                    let base = result12
                                        .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let super::super::super::super::exports::optimus::plugin::base::Config {
                                            name: name9,
                                            value: value9,
                                        } = e;
                                        let vec10 = (name9.into_bytes()).into_boxed_slice();
                                        let ptr10 = vec10.as_ptr().cast::<u8>();
                                        let len10 = vec10.len();
                                        ::core::mem::forget(vec10);
                                        *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len10;
                                        *base.add(0).cast::<*mut u8>() = ptr10.cast_mut();
                                        let vec11 = (value9.into_bytes()).into_boxed_slice();
                                        let ptr11 = vec11.as_ptr().cast::<u8>();
                                        let len11 = vec11.len();
                                        ::core::mem::forget(vec11);
                                        *base
                                            .add(3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len11;
                                        *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr11.cast_mut();
                                    }
                                }
                                *ptr8
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len12;
                                *ptr8.add(8).cast::<*mut u8>() = result12;
                            }
                            Err(e) => {
                                *ptr8.add(0).cast::<u8>() = (1i32) as u8;
                                use super::super::super::super::exports::optimus::plugin::base::Error as V23;
                                match e {
                                    V23::InvalidInput(e) => {
                                        *ptr8.add(8).cast::<u8>() = (0i32) as u8;
                                        let vec16 = e;
                                        let len16 = vec16.len();
                                        let layout16 = _rt::alloc::Layout::from_size_align(
                                                vec16.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                                ::core::mem::size_of::<*const u8>(),
                                            )
                                            .unwrap();
                                        let (result16, _cleanup16) = crate::sys::rt::Cleanup::new(
                                            layout16,
                                        );
                                        if let Some(cleanup) = _cleanup16 {
                                            cleanup.forget();
                                        }
                                        for (i, e) in vec16.into_iter().enumerate() {
                                            let base = result16
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let super::super::super::super::exports::optimus::plugin::base::Problem {
                                                    field: field13,
                                                    message: message13,
                                                } = e;
                                                let vec14 = (field13.into_bytes()).into_boxed_slice();
                                                let ptr14 = vec14.as_ptr().cast::<u8>();
                                                let len14 = vec14.len();
                                                ::core::mem::forget(vec14);
                                                *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len14;
                                                *base.add(0).cast::<*mut u8>() = ptr14.cast_mut();
                                                let vec15 = (message13.into_bytes()).into_boxed_slice();
                                                let ptr15 = vec15.as_ptr().cast::<u8>();
                                                let len15 = vec15.len();
                                                ::core::mem::forget(vec15);
                                                *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len15;
                                                *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr15.cast_mut();
                                            }
                                        }
                                        *ptr8
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len16;
                                        *ptr8.add(16).cast::<*mut u8>() = result16;
                                    }
                                    V23::Unavailable(e) => {
                                        *ptr8.add(8).cast::<u8>() = (1i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code17,
                                            message: message17,
                                            retry_after_ms: retry_after_ms17,
                                        } = e;
                                        let vec18 = (code17.into_bytes()).into_boxed_slice();
                                        let ptr18 = vec18.as_ptr().cast::<u8>();
                                        let len18 = vec18.len();
                                        ::core::mem::forget(vec18);
                                        *ptr8
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len18;
                                        *ptr8.add(16).cast::<*mut u8>() = ptr18.cast_mut();
                                        let vec19 = (message17.into_bytes()).into_boxed_slice();
                                        let ptr19 = vec19.as_ptr().cast::<u8>();
                                        let len19 = vec19.len();
                                        ::core::mem::forget(vec19);
                                        *ptr8
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len19;
                                        *ptr8
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr19.cast_mut();
                                        match retry_after_ms17 {
                                            Some(e) => {
                                                *ptr8
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr8
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr8
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                    V23::Other(e) => {
                                        *ptr8.add(8).cast::<u8>() = (2i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code20,
                                            message: message20,
                                            retry_after_ms: retry_after_ms20,
                                        } = e;
                                        let vec21 = (code20.into_bytes()).into_boxed_slice();
                                        let ptr21 = vec21.as_ptr().cast::<u8>();
                                        let len21 = vec21.len();
                                        ::core::mem::forget(vec21);
                                        *ptr8
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len21;
                                        *ptr8.add(16).cast::<*mut u8>() = ptr21.cast_mut();
                                        let vec22 = (message20.into_bytes()).into_boxed_slice();
                                        let ptr22 = vec22.as_ptr().cast::<u8>();
                                        let len22 = vec22.len();
                                        ::core::mem::forget(vec22);
                                        *ptr8
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len22;
                                        *ptr8
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr22.cast_mut();
                                        match retry_after_ms20 {
                                            Some(e) => {
                                                *ptr8
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr8
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr8
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                }
                            }
                        };
                        ptr8
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case)]
                pub unsafe fn __post_return_default_config<T_: Guest>(arg0: *mut u8) {
                    unsafe {
                        let l0 = i32::from(*arg0.add(0).cast::<u8>());
                        match l0 {
                            0 => {
                                let l1 = *arg0.add(8).cast::<*mut u8>();
                                let l2 = *arg0
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                let base7 = l1;
                                let len7 = l2;
                                for i in 0..len7 {
                                    let base = base7
                                        .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let l3 = *base.add(0).cast::<*mut u8>();
                                        let l4 = *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l3, l4, 1);
                                        let l5 = *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l6 = *base
                                            .add(3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l5, l6, 1);
                                    }
                                }
                                _rt::cabi_dealloc(
                                    base7,
                                    len7 * (4 * ::core::mem::size_of::<*const u8>()),
                                    ::core::mem::size_of::<*const u8>(),
                                );
                            }
                            _ => {
                                let l8 = i32::from(*arg0.add(8).cast::<u8>());
                                match l8 {
                                    0 => {
                                        let l9 = *arg0.add(16).cast::<*mut u8>();
                                        let l10 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base15 = l9;
                                        let len15 = l10;
                                        for i in 0..len15 {
                                            let base = base15
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let l11 = *base.add(0).cast::<*mut u8>();
                                                let l12 = *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l11, l12, 1);
                                                let l13 = *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l14 = *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l13, l14, 1);
                                            }
                                        }
                                        _rt::cabi_dealloc(
                                            base15,
                                            len15 * (4 * ::core::mem::size_of::<*const u8>()),
                                            ::core::mem::size_of::<*const u8>(),
                                        );
                                    }
                                    1 => {
                                        let l16 = *arg0.add(16).cast::<*mut u8>();
                                        let l17 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l16, l17, 1);
                                        let l18 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l19 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l18, l19, 1);
                                    }
                                    _ => {
                                        let l20 = *arg0.add(16).cast::<*mut u8>();
                                        let l21 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l20, l21, 1);
                                        let l22 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l23 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l22, l23, 1);
                                    }
                                }
                            }
                        }
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case, unused_unsafe)]
                pub unsafe fn _export_default_assets_cabi<T_: Guest>(
                    arg0: *mut u8,
                    arg1: usize,
                ) -> *mut u8 {
                    unsafe {
                        let result7 = {
                            let base6 = arg0;
                            let len6 = arg1;
                            let mut result6 = _rt::Vec::with_capacity(len6);
                            for i in 0..len6 {
                                let base = base6
                                    .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                let e6 = {
                                    let l0 = *base.add(0).cast::<*mut u8>();
                                    let l1 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len2 = l1;
                                    let bytes2 = _rt::Vec::from_raw_parts(
                                        l0.cast(),
                                        len2,
                                        len2,
                                    );
                                    let l3 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l4 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len5 = l4;
                                    let bytes5 = _rt::Vec::from_raw_parts(
                                        l3.cast(),
                                        len5,
                                        len5,
                                    );
                                    Answer {
                                        question: _rt::string_lift(bytes2),
                                        value: _rt::string_lift(bytes5),
                                    }
                                };
                                result6.push(e6);
                            }
                            _rt::cabi_dealloc(
                                base6,
                                len6 * (4 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            T_::default_assets(result6)
                        };
                        let ptr8 = (&raw mut _RET_AREA.0).cast::<u8>();
                        match result7 {
                            Ok(e) => {
                                *ptr8.add(0).cast::<u8>() = (0i32) as u8;
                                let vec12 = e;
                                let len12 = vec12.len();
                                let layout12 = _rt::alloc::Layout::from_size_align(
                                        vec12.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                        ::core::mem::size_of::<*const u8>(),
                                    )
                                    .unwrap();
                                let (result12, _cleanup12) = crate::sys::rt::Cleanup::new(
                                    layout12,
                                );
                                if let Some(cleanup) = _cleanup12 {
                                    cleanup.forget();
                                }
                                for (i, e) in vec12.into_iter().enumerate() {
                                    let base = result12
                                        .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let super::super::super::super::exports::optimus::plugin::base::Asset {
                                            name: name9,
                                            content: content9,
                                        } = e;
                                        let vec10 = (name9.into_bytes()).into_boxed_slice();
                                        let ptr10 = vec10.as_ptr().cast::<u8>();
                                        let len10 = vec10.len();
                                        ::core::mem::forget(vec10);
                                        *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len10;
                                        *base.add(0).cast::<*mut u8>() = ptr10.cast_mut();
                                        let vec11 = <_ as Into<_rt::Vec<_>>>::into(content9)
                                            .into_boxed_slice();
                                        let ptr11 = vec11.as_ptr().cast::<u8>();
                                        let len11 = vec11.len();
                                        ::core::mem::forget(vec11);
                                        *base
                                            .add(3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len11;
                                        *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr11.cast_mut();
                                    }
                                }
                                *ptr8
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len12;
                                *ptr8.add(8).cast::<*mut u8>() = result12;
                            }
                            Err(e) => {
                                *ptr8.add(0).cast::<u8>() = (1i32) as u8;
                                use super::super::super::super::exports::optimus::plugin::base::Error as V23;
                                match e {
                                    V23::InvalidInput(e) => {
                                        *ptr8.add(8).cast::<u8>() = (0i32) as u8;
                                        let vec16 = e;
                                        let len16 = vec16.len();
                                        let layout16 = _rt::alloc::Layout::from_size_align(
                                                vec16.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                                ::core::mem::size_of::<*const u8>(),
                                            )
                                            .unwrap();
                                        let (result16, _cleanup16) = crate::sys::rt::Cleanup::new(
                                            layout16,
                                        );
                                        if let Some(cleanup) = _cleanup16 {
                                            cleanup.forget();
                                        }
                                        for (i, e) in vec16.into_iter().enumerate() {
                                            let base = result16
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let super::super::super::super::exports::optimus::plugin::base::Problem {
                                                    field: field13,
                                                    message: message13,
                                                } = e;
                                                let vec14 = (field13.into_bytes()).into_boxed_slice();
                                                let ptr14 = vec14.as_ptr().cast::<u8>();
                                                let len14 = vec14.len();
                                                ::core::mem::forget(vec14);
                                                *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len14;
                                                *base.add(0).cast::<*mut u8>() = ptr14.cast_mut();
                                                let vec15 = (message13.into_bytes()).into_boxed_slice();
                                                let ptr15 = vec15.as_ptr().cast::<u8>();
                                                let len15 = vec15.len();
                                                ::core::mem::forget(vec15);
                                                *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len15;
                                                *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr15.cast_mut();
                                            }
                                        }
                                        *ptr8
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len16;
                                        *ptr8.add(16).cast::<*mut u8>() = result16;
                                    }
                                    V23::Unavailable(e) => {
                                        *ptr8.add(8).cast::<u8>() = (1i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code17,
                                            message: message17,
                                            retry_after_ms: retry_after_ms17,
                                        } = e;
                                        let vec18 = (code17.into_bytes()).into_boxed_slice();
                                        let ptr18 = vec18.as_ptr().cast::<u8>();
                                        let len18 = vec18.len();
                                        ::core::mem::forget(vec18);
                                        *ptr8
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len18;
                                        *ptr8.add(16).cast::<*mut u8>() = ptr18.cast_mut();
                                        let vec19 = (message17.into_bytes()).into_boxed_slice();
                                        let ptr19 = vec19.as_ptr().cast::<u8>();
                                        let len19 = vec19.len();
                                        ::core::mem::forget(vec19);
                                        *ptr8
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len19;
                                        *ptr8
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr19.cast_mut();
                                        match retry_after_ms17 {
                                            Some(e) => {
                                                *ptr8
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr8
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr8
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                    V23::Other(e) => {
                                        *ptr8.add(8).cast::<u8>() = (2i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code20,
                                            message: message20,
                                            retry_after_ms: retry_after_ms20,
                                        } = e;
                                        let vec21 = (code20.into_bytes()).into_boxed_slice();
                                        let ptr21 = vec21.as_ptr().cast::<u8>();
                                        let len21 = vec21.len();
                                        ::core::mem::forget(vec21);
                                        *ptr8
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len21;
                                        *ptr8.add(16).cast::<*mut u8>() = ptr21.cast_mut();
                                        let vec22 = (message20.into_bytes()).into_boxed_slice();
                                        let ptr22 = vec22.as_ptr().cast::<u8>();
                                        let len22 = vec22.len();
                                        ::core::mem::forget(vec22);
                                        *ptr8
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len22;
                                        *ptr8
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr22.cast_mut();
                                        match retry_after_ms20 {
                                            Some(e) => {
                                                *ptr8
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr8
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr8
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                }
                            }
                        };
                        ptr8
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case)]
                pub unsafe fn __post_return_default_assets<T_: Guest>(arg0: *mut u8) {
                    unsafe {
                        let l0 = i32::from(*arg0.add(0).cast::<u8>());
                        match l0 {
                            0 => {
                                let l1 = *arg0.add(8).cast::<*mut u8>();
                                let l2 = *arg0
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                let base8 = l1;
                                let len8 = l2;
                                for i in 0..len8 {
                                    let base = base8
                                        .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let l3 = *base.add(0).cast::<*mut u8>();
                                        let l4 = *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l3, l4, 1);
                                        let l5 = *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l6 = *base
                                            .add(3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base7 = l5;
                                        let len7 = l6;
                                        _rt::cabi_dealloc(base7, len7 * 1, 1);
                                    }
                                }
                                _rt::cabi_dealloc(
                                    base8,
                                    len8 * (4 * ::core::mem::size_of::<*const u8>()),
                                    ::core::mem::size_of::<*const u8>(),
                                );
                            }
                            _ => {
                                let l9 = i32::from(*arg0.add(8).cast::<u8>());
                                match l9 {
                                    0 => {
                                        let l10 = *arg0.add(16).cast::<*mut u8>();
                                        let l11 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base16 = l10;
                                        let len16 = l11;
                                        for i in 0..len16 {
                                            let base = base16
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let l12 = *base.add(0).cast::<*mut u8>();
                                                let l13 = *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l12, l13, 1);
                                                let l14 = *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l15 = *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l14, l15, 1);
                                            }
                                        }
                                        _rt::cabi_dealloc(
                                            base16,
                                            len16 * (4 * ::core::mem::size_of::<*const u8>()),
                                            ::core::mem::size_of::<*const u8>(),
                                        );
                                    }
                                    1 => {
                                        let l17 = *arg0.add(16).cast::<*mut u8>();
                                        let l18 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l17, l18, 1);
                                        let l19 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l20 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l19, l20, 1);
                                    }
                                    _ => {
                                        let l21 = *arg0.add(16).cast::<*mut u8>();
                                        let l22 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l21, l22, 1);
                                        let l23 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l24 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l23, l24, 1);
                                    }
                                }
                            }
                        }
                    }
                }
                pub trait Guest {
                    /// The questions for a new job, in the order in which they are asked. Called once per survey.
                    ///
                    /// `job-name` is the name of the new job, from which defaults may be derived; it may be empty. A name.
                    #[allow(async_fn_in_trait)]
                    fn get_questions(
                        job_name: _rt::String,
                    ) -> Result<_rt::Vec<Question>, Error>;
                    /// Looks at one answer. Called for every answer of a survey, again after each rejection, sub-questions included, and only
                    /// when the question's rules hold. *No* is `rejected`, not an error.
                    #[allow(async_fn_in_trait)]
                    fn validate_question(answer: Answer) -> Result<Verdict, Error>;
                    /// The configuration that follows from all answers, in the order in which a job file shows it. Called once, at the end of
                    /// a survey. Answers come in the order in which they were asked.
                    #[allow(async_fn_in_trait)]
                    fn default_config(
                        answers: _rt::Vec<Answer>,
                    ) -> Result<_rt::Vec<Config>, Error>;
                    /// The files that follow from all answers. Called once, after `default-config`; for tasks only.
                    #[allow(async_fn_in_trait)]
                    fn default_assets(
                        answers: _rt::Vec<Answer>,
                    ) -> Result<_rt::Vec<Asset>, Error>;
                }
                #[doc(hidden)]
                #[macro_export]
                macro_rules! __export_optimus_plugin_cli_0_1_0_cabi {
                    ($ty:ident with_types_in $($path_to_types:tt)*) => {
                        const _ : () = { #[unsafe (export_name =
                        "optimus:plugin/cli@0.1.0#get-questions")] unsafe extern "C" fn
                        export_get_questions(arg0 : * mut u8, arg1 : usize,) -> * mut u8
                        { unsafe { $($path_to_types)*:: _export_get_questions_cabi::<$ty
                        > (arg0, arg1) } } #[unsafe (export_name =
                        "cabi_post_optimus:plugin/cli@0.1.0#get-questions")] unsafe
                        extern "C" fn _post_return_get_questions(arg0 : * mut u8,) {
                        unsafe { $($path_to_types)*:: __post_return_get_questions::<$ty >
                        (arg0) } } #[unsafe (export_name =
                        "optimus:plugin/cli@0.1.0#validate-question")] unsafe extern "C"
                        fn export_validate_question(arg0 : * mut u8, arg1 : usize, arg2 :
                        * mut u8, arg3 : usize,) -> * mut u8 { unsafe {
                        $($path_to_types)*:: _export_validate_question_cabi::<$ty >
                        (arg0, arg1, arg2, arg3) } } #[unsafe (export_name =
                        "cabi_post_optimus:plugin/cli@0.1.0#validate-question")] unsafe
                        extern "C" fn _post_return_validate_question(arg0 : * mut u8,) {
                        unsafe { $($path_to_types)*::
                        __post_return_validate_question::<$ty > (arg0) } } #[unsafe
                        (export_name = "optimus:plugin/cli@0.1.0#default-config")] unsafe
                        extern "C" fn export_default_config(arg0 : * mut u8, arg1 :
                        usize,) -> * mut u8 { unsafe { $($path_to_types)*::
                        _export_default_config_cabi::<$ty > (arg0, arg1) } } #[unsafe
                        (export_name =
                        "cabi_post_optimus:plugin/cli@0.1.0#default-config")] unsafe
                        extern "C" fn _post_return_default_config(arg0 : * mut u8,) {
                        unsafe { $($path_to_types)*:: __post_return_default_config::<$ty
                        > (arg0) } } #[unsafe (export_name =
                        "optimus:plugin/cli@0.1.0#default-assets")] unsafe extern "C" fn
                        export_default_assets(arg0 : * mut u8, arg1 : usize,) -> * mut u8
                        { unsafe { $($path_to_types)*:: _export_default_assets_cabi::<$ty
                        > (arg0, arg1) } } #[unsafe (export_name =
                        "cabi_post_optimus:plugin/cli@0.1.0#default-assets")] unsafe
                        extern "C" fn _post_return_default_assets(arg0 : * mut u8,) {
                        unsafe { $($path_to_types)*:: __post_return_default_assets::<$ty
                        > (arg0) } } };
                    };
                }
                #[doc(hidden)]
                pub use __export_optimus_plugin_cli_0_1_0_cabi;
                #[repr(align(8))]
                struct _RetArea(
                    [::core::mem::MaybeUninit<
                        u8,
                    >; 32 + 4 * ::core::mem::size_of::<*const u8>()],
                );
                static mut _RET_AREA: _RetArea = _RetArea(
                    [::core::mem::MaybeUninit::uninit(); 32
                        + 4 * ::core::mem::size_of::<*const u8>()],
                );
            }
            /// Compilation of a job's files for one run.
            ///
            /// Upstream had this call in the CLI mod until v0.4 and in the resolver afterwards. It is an interface of its own because a
            /// plugin that leaves its survey to a yaml still needs it. Where no plugin answers, the host passes the files through.
            #[allow(dead_code, async_fn_in_trait, unused_imports, clippy::all)]
            pub mod asset_compiler {
                use super::super::super::super::_rt;
                pub type Config = super::super::super::super::exports::optimus::plugin::base::Config;
                pub type Asset = super::super::super::super::exports::optimus::plugin::base::Asset;
                pub type Error = super::super::super::super::exports::optimus::plugin::base::Error;
                /// An instant in UTC.
                #[repr(C)]
                #[derive(Clone, Copy)]
                pub struct Timestamp {
                    /// Seconds since 1970-01-01T00:00:00Z; negative before, as far back as needed.
                    pub seconds: i64,
                    /// 0 to 999,999,999, always counted forward from the second.
                    pub nanoseconds: u32,
                }
                impl ::core::fmt::Debug for Timestamp {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Timestamp")
                            .field("seconds", &self.seconds)
                            .field("nanoseconds", &self.nanoseconds)
                            .finish()
                    }
                }
                /// The stretch of time that a run covers: [start, end). End is not before start, except where a job asks for it.
                #[repr(C)]
                #[derive(Clone, Copy)]
                pub struct Window {
                    /// The first instant inside.
                    pub start: Timestamp,
                    /// The first instant outside.
                    pub end: Timestamp,
                }
                impl ::core::fmt::Debug for Window {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Window")
                            .field("start", &self.start)
                            .field("end", &self.end)
                            .finish()
                    }
                }
                /// How a container is given a datum.
                #[derive(Clone)]
                pub enum DataType {
                    /// As an environment variable.
                    Env,
                    /// As a file.
                    File,
                    /// A later contract's word.
                    Other(_rt::String),
                }
                impl ::core::fmt::Debug for DataType {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        match self {
                            DataType::Env => f.debug_tuple("DataType::Env").finish(),
                            DataType::File => f.debug_tuple("DataType::File").finish(),
                            DataType::Other(e) => {
                                f.debug_tuple("DataType::Other").field(e).finish()
                            }
                        }
                    }
                }
                /// One datum of a run. Dates in it are RFC 3339 in UTC, with `Z`.
                #[derive(Clone)]
                pub struct InstanceData {
                    /// Its name, for example `DSTART`, `DEND`, `EXECUTION_TIME`, `JOB_DESTINATION`. A name.
                    pub name: _rt::String,
                    /// Its value. Up to 1 MiB.
                    pub value: _rt::String,
                    /// How the container is given it.
                    pub data_type: DataType,
                }
                impl ::core::fmt::Debug for InstanceData {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("InstanceData")
                            .field("name", &self.name)
                            .field("value", &self.value)
                            .field("data-type", &self.data_type)
                            .finish()
                    }
                }
                /// What there is to compile, and for when.
                #[derive(Clone)]
                pub struct CompileRequest {
                    /// The task's configuration as the job has it, macros not expanded.
                    pub config: _rt::Vec<Config>,
                    /// The job's files.
                    pub assets: _rt::Vec<Asset>,
                    /// The window of the run.
                    pub window: Window,
                    /// What is known about the run.
                    pub instance_data: _rt::Vec<InstanceData>,
                }
                impl ::core::fmt::Debug for CompileRequest {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("CompileRequest")
                            .field("config", &self.config)
                            .field("assets", &self.assets)
                            .field("window", &self.window)
                            .field("instance-data", &self.instance_data)
                            .finish()
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case, unused_unsafe)]
                pub unsafe fn _export_compile_assets_cabi<T_: Guest>(
                    arg0: *mut u8,
                    arg1: usize,
                    arg2: *mut u8,
                    arg3: usize,
                    arg4: i64,
                    arg5: i32,
                    arg6: i64,
                    arg7: i32,
                    arg8: *mut u8,
                    arg9: usize,
                ) -> *mut u8 {
                    unsafe {
                        let result26 = {
                            let base6 = arg0;
                            let len6 = arg1;
                            let mut result6 = _rt::Vec::with_capacity(len6);
                            for i in 0..len6 {
                                let base = base6
                                    .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                let e6 = {
                                    let l0 = *base.add(0).cast::<*mut u8>();
                                    let l1 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len2 = l1;
                                    let bytes2 = _rt::Vec::from_raw_parts(
                                        l0.cast(),
                                        len2,
                                        len2,
                                    );
                                    let l3 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l4 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len5 = l4;
                                    let bytes5 = _rt::Vec::from_raw_parts(
                                        l3.cast(),
                                        len5,
                                        len5,
                                    );
                                    super::super::super::super::exports::optimus::plugin::base::Config {
                                        name: _rt::string_lift(bytes2),
                                        value: _rt::string_lift(bytes5),
                                    }
                                };
                                result6.push(e6);
                            }
                            _rt::cabi_dealloc(
                                base6,
                                len6 * (4 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            let base13 = arg2;
                            let len13 = arg3;
                            let mut result13 = _rt::Vec::with_capacity(len13);
                            for i in 0..len13 {
                                let base = base13
                                    .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                let e13 = {
                                    let l7 = *base.add(0).cast::<*mut u8>();
                                    let l8 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len9 = l8;
                                    let bytes9 = _rt::Vec::from_raw_parts(
                                        l7.cast(),
                                        len9,
                                        len9,
                                    );
                                    let l10 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l11 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len12 = l11;
                                    super::super::super::super::exports::optimus::plugin::base::Asset {
                                        name: _rt::string_lift(bytes9),
                                        content: <_ as From<
                                            _rt::Vec<_>,
                                        >>::from(_rt::Vec::from_raw_parts(l10.cast(), len12, len12)),
                                    }
                                };
                                result13.push(e13);
                            }
                            _rt::cabi_dealloc(
                                base13,
                                len13 * (4 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            let base25 = arg8;
                            let len25 = arg9;
                            let mut result25 = _rt::Vec::with_capacity(len25);
                            for i in 0..len25 {
                                let base = base25
                                    .add(i * (7 * ::core::mem::size_of::<*const u8>()));
                                let e25 = {
                                    let l14 = *base.add(0).cast::<*mut u8>();
                                    let l15 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len16 = l15;
                                    let bytes16 = _rt::Vec::from_raw_parts(
                                        l14.cast(),
                                        len16,
                                        len16,
                                    );
                                    let l17 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l18 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len19 = l18;
                                    let bytes19 = _rt::Vec::from_raw_parts(
                                        l17.cast(),
                                        len19,
                                        len19,
                                    );
                                    let l20 = i32::from(
                                        *base
                                            .add(4 * ::core::mem::size_of::<*const u8>())
                                            .cast::<u8>(),
                                    );
                                    let v24 = match l20 {
                                        0 => DataType::Env,
                                        1 => DataType::File,
                                        n => {
                                            debug_assert_eq!(n, 2, "invalid enum discriminant");
                                            let e24 = {
                                                let l21 = *base
                                                    .add(5 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l22 = *base
                                                    .add(6 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                let len23 = l22;
                                                let bytes23 = _rt::Vec::from_raw_parts(
                                                    l21.cast(),
                                                    len23,
                                                    len23,
                                                );
                                                _rt::string_lift(bytes23)
                                            };
                                            DataType::Other(e24)
                                        }
                                    };
                                    InstanceData {
                                        name: _rt::string_lift(bytes16),
                                        value: _rt::string_lift(bytes19),
                                        data_type: v24,
                                    }
                                };
                                result25.push(e25);
                            }
                            _rt::cabi_dealloc(
                                base25,
                                len25 * (7 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            T_::compile_assets(CompileRequest {
                                config: result6,
                                assets: result13,
                                window: Window {
                                    start: Timestamp {
                                        seconds: arg4,
                                        nanoseconds: arg5 as u32,
                                    },
                                    end: Timestamp {
                                        seconds: arg6,
                                        nanoseconds: arg7 as u32,
                                    },
                                },
                                instance_data: result25,
                            })
                        };
                        let ptr27 = (&raw mut _RET_AREA.0).cast::<u8>();
                        match result26 {
                            Ok(e) => {
                                *ptr27.add(0).cast::<u8>() = (0i32) as u8;
                                let vec31 = e;
                                let len31 = vec31.len();
                                let layout31 = _rt::alloc::Layout::from_size_align(
                                        vec31.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                        ::core::mem::size_of::<*const u8>(),
                                    )
                                    .unwrap();
                                let (result31, _cleanup31) = crate::sys::rt::Cleanup::new(
                                    layout31,
                                );
                                if let Some(cleanup) = _cleanup31 {
                                    cleanup.forget();
                                }
                                for (i, e) in vec31.into_iter().enumerate() {
                                    let base = result31
                                        .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let super::super::super::super::exports::optimus::plugin::base::Asset {
                                            name: name28,
                                            content: content28,
                                        } = e;
                                        let vec29 = (name28.into_bytes()).into_boxed_slice();
                                        let ptr29 = vec29.as_ptr().cast::<u8>();
                                        let len29 = vec29.len();
                                        ::core::mem::forget(vec29);
                                        *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len29;
                                        *base.add(0).cast::<*mut u8>() = ptr29.cast_mut();
                                        let vec30 = <_ as Into<_rt::Vec<_>>>::into(content28)
                                            .into_boxed_slice();
                                        let ptr30 = vec30.as_ptr().cast::<u8>();
                                        let len30 = vec30.len();
                                        ::core::mem::forget(vec30);
                                        *base
                                            .add(3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len30;
                                        *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr30.cast_mut();
                                    }
                                }
                                *ptr27
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len31;
                                *ptr27.add(8).cast::<*mut u8>() = result31;
                            }
                            Err(e) => {
                                *ptr27.add(0).cast::<u8>() = (1i32) as u8;
                                use super::super::super::super::exports::optimus::plugin::base::Error as V42;
                                match e {
                                    V42::InvalidInput(e) => {
                                        *ptr27.add(8).cast::<u8>() = (0i32) as u8;
                                        let vec35 = e;
                                        let len35 = vec35.len();
                                        let layout35 = _rt::alloc::Layout::from_size_align(
                                                vec35.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                                ::core::mem::size_of::<*const u8>(),
                                            )
                                            .unwrap();
                                        let (result35, _cleanup35) = crate::sys::rt::Cleanup::new(
                                            layout35,
                                        );
                                        if let Some(cleanup) = _cleanup35 {
                                            cleanup.forget();
                                        }
                                        for (i, e) in vec35.into_iter().enumerate() {
                                            let base = result35
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let super::super::super::super::exports::optimus::plugin::base::Problem {
                                                    field: field32,
                                                    message: message32,
                                                } = e;
                                                let vec33 = (field32.into_bytes()).into_boxed_slice();
                                                let ptr33 = vec33.as_ptr().cast::<u8>();
                                                let len33 = vec33.len();
                                                ::core::mem::forget(vec33);
                                                *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len33;
                                                *base.add(0).cast::<*mut u8>() = ptr33.cast_mut();
                                                let vec34 = (message32.into_bytes()).into_boxed_slice();
                                                let ptr34 = vec34.as_ptr().cast::<u8>();
                                                let len34 = vec34.len();
                                                ::core::mem::forget(vec34);
                                                *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len34;
                                                *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr34.cast_mut();
                                            }
                                        }
                                        *ptr27
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len35;
                                        *ptr27.add(16).cast::<*mut u8>() = result35;
                                    }
                                    V42::Unavailable(e) => {
                                        *ptr27.add(8).cast::<u8>() = (1i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code36,
                                            message: message36,
                                            retry_after_ms: retry_after_ms36,
                                        } = e;
                                        let vec37 = (code36.into_bytes()).into_boxed_slice();
                                        let ptr37 = vec37.as_ptr().cast::<u8>();
                                        let len37 = vec37.len();
                                        ::core::mem::forget(vec37);
                                        *ptr27
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len37;
                                        *ptr27.add(16).cast::<*mut u8>() = ptr37.cast_mut();
                                        let vec38 = (message36.into_bytes()).into_boxed_slice();
                                        let ptr38 = vec38.as_ptr().cast::<u8>();
                                        let len38 = vec38.len();
                                        ::core::mem::forget(vec38);
                                        *ptr27
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len38;
                                        *ptr27
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr38.cast_mut();
                                        match retry_after_ms36 {
                                            Some(e) => {
                                                *ptr27
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr27
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr27
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                    V42::Other(e) => {
                                        *ptr27.add(8).cast::<u8>() = (2i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code39,
                                            message: message39,
                                            retry_after_ms: retry_after_ms39,
                                        } = e;
                                        let vec40 = (code39.into_bytes()).into_boxed_slice();
                                        let ptr40 = vec40.as_ptr().cast::<u8>();
                                        let len40 = vec40.len();
                                        ::core::mem::forget(vec40);
                                        *ptr27
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len40;
                                        *ptr27.add(16).cast::<*mut u8>() = ptr40.cast_mut();
                                        let vec41 = (message39.into_bytes()).into_boxed_slice();
                                        let ptr41 = vec41.as_ptr().cast::<u8>();
                                        let len41 = vec41.len();
                                        ::core::mem::forget(vec41);
                                        *ptr27
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len41;
                                        *ptr27
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr41.cast_mut();
                                        match retry_after_ms39 {
                                            Some(e) => {
                                                *ptr27
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr27
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr27
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                }
                            }
                        };
                        ptr27
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case)]
                pub unsafe fn __post_return_compile_assets<T_: Guest>(arg0: *mut u8) {
                    unsafe {
                        let l0 = i32::from(*arg0.add(0).cast::<u8>());
                        match l0 {
                            0 => {
                                let l1 = *arg0.add(8).cast::<*mut u8>();
                                let l2 = *arg0
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                let base8 = l1;
                                let len8 = l2;
                                for i in 0..len8 {
                                    let base = base8
                                        .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let l3 = *base.add(0).cast::<*mut u8>();
                                        let l4 = *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l3, l4, 1);
                                        let l5 = *base
                                            .add(2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l6 = *base
                                            .add(3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base7 = l5;
                                        let len7 = l6;
                                        _rt::cabi_dealloc(base7, len7 * 1, 1);
                                    }
                                }
                                _rt::cabi_dealloc(
                                    base8,
                                    len8 * (4 * ::core::mem::size_of::<*const u8>()),
                                    ::core::mem::size_of::<*const u8>(),
                                );
                            }
                            _ => {
                                let l9 = i32::from(*arg0.add(8).cast::<u8>());
                                match l9 {
                                    0 => {
                                        let l10 = *arg0.add(16).cast::<*mut u8>();
                                        let l11 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base16 = l10;
                                        let len16 = l11;
                                        for i in 0..len16 {
                                            let base = base16
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let l12 = *base.add(0).cast::<*mut u8>();
                                                let l13 = *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l12, l13, 1);
                                                let l14 = *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l15 = *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l14, l15, 1);
                                            }
                                        }
                                        _rt::cabi_dealloc(
                                            base16,
                                            len16 * (4 * ::core::mem::size_of::<*const u8>()),
                                            ::core::mem::size_of::<*const u8>(),
                                        );
                                    }
                                    1 => {
                                        let l17 = *arg0.add(16).cast::<*mut u8>();
                                        let l18 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l17, l18, 1);
                                        let l19 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l20 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l19, l20, 1);
                                    }
                                    _ => {
                                        let l21 = *arg0.add(16).cast::<*mut u8>();
                                        let l22 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l21, l22, 1);
                                        let l23 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l24 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l23, l24, 1);
                                    }
                                }
                            }
                        }
                    }
                }
                pub trait Guest {
                    /// The files as this run should see them. Called on the server for every scheduled run of a job, concurrently, up to 600 at
                    /// once; the answer should depend on the request alone. The host renders macros that are left in the files afterwards.
                    #[allow(async_fn_in_trait)]
                    fn compile_assets(
                        request: CompileRequest,
                    ) -> Result<_rt::Vec<Asset>, Error>;
                }
                #[doc(hidden)]
                #[macro_export]
                macro_rules! __export_optimus_plugin_asset_compiler_0_1_0_cabi {
                    ($ty:ident with_types_in $($path_to_types:tt)*) => {
                        const _ : () = { #[unsafe (export_name =
                        "optimus:plugin/asset-compiler@0.1.0#compile-assets")] unsafe
                        extern "C" fn export_compile_assets(arg0 : * mut u8, arg1 :
                        usize, arg2 : * mut u8, arg3 : usize, arg4 : i64, arg5 : i32,
                        arg6 : i64, arg7 : i32, arg8 : * mut u8, arg9 : usize,) -> * mut
                        u8 { unsafe { $($path_to_types)*::
                        _export_compile_assets_cabi::<$ty > (arg0, arg1, arg2, arg3,
                        arg4, arg5, arg6, arg7, arg8, arg9) } } #[unsafe (export_name =
                        "cabi_post_optimus:plugin/asset-compiler@0.1.0#compile-assets")]
                        unsafe extern "C" fn _post_return_compile_assets(arg0 : * mut
                        u8,) { unsafe { $($path_to_types)*::
                        __post_return_compile_assets::<$ty > (arg0) } } };
                    };
                }
                #[doc(hidden)]
                pub use __export_optimus_plugin_asset_compiler_0_1_0_cabi;
                #[repr(align(8))]
                struct _RetArea(
                    [::core::mem::MaybeUninit<
                        u8,
                    >; 32 + 4 * ::core::mem::size_of::<*const u8>()],
                );
                static mut _RET_AREA: _RetArea = _RetArea(
                    [::core::mem::MaybeUninit::uninit(); 32
                        + 4 * ::core::mem::size_of::<*const u8>()],
                );
            }
            /// What a job writes and what it reads, so that jobs wait for each other.
            ///
            /// Called on the server for every deploy and refresh, 40 starts a second, concurrently.
            #[allow(dead_code, async_fn_in_trait, unused_imports, clippy::all)]
            pub mod dependency_resolver {
                use super::super::super::super::_rt;
                pub type Config = super::super::super::super::exports::optimus::plugin::base::Config;
                pub type Asset = super::super::super::super::exports::optimus::plugin::base::Asset;
                pub type Error = super::super::super::super::exports::optimus::plugin::base::Error;
                /// What a job writes.
                #[derive(Clone)]
                pub struct Destination {
                    /// Its name in its store, for example `project:dataset.table`. A text.
                    pub name: _rt::String,
                    /// The kind of store, for example `bigquery`. The host forms the URN `<store>://<name>`. A name.
                    pub store: _rt::String,
                }
                impl ::core::fmt::Debug for Destination {
                    fn fmt(
                        &self,
                        f: &mut ::core::fmt::Formatter<'_>,
                    ) -> ::core::fmt::Result {
                        f.debug_struct("Destination")
                            .field("name", &self.name)
                            .field("store", &self.store)
                            .finish()
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case, unused_unsafe)]
                pub unsafe fn _export_generate_destination_cabi<T_: Guest>(
                    arg0: *mut u8,
                    arg1: usize,
                    arg2: *mut u8,
                    arg3: usize,
                ) -> *mut u8 {
                    unsafe {
                        let result14 = {
                            let base6 = arg0;
                            let len6 = arg1;
                            let mut result6 = _rt::Vec::with_capacity(len6);
                            for i in 0..len6 {
                                let base = base6
                                    .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                let e6 = {
                                    let l0 = *base.add(0).cast::<*mut u8>();
                                    let l1 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len2 = l1;
                                    let bytes2 = _rt::Vec::from_raw_parts(
                                        l0.cast(),
                                        len2,
                                        len2,
                                    );
                                    let l3 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l4 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len5 = l4;
                                    let bytes5 = _rt::Vec::from_raw_parts(
                                        l3.cast(),
                                        len5,
                                        len5,
                                    );
                                    super::super::super::super::exports::optimus::plugin::base::Config {
                                        name: _rt::string_lift(bytes2),
                                        value: _rt::string_lift(bytes5),
                                    }
                                };
                                result6.push(e6);
                            }
                            _rt::cabi_dealloc(
                                base6,
                                len6 * (4 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            let base13 = arg2;
                            let len13 = arg3;
                            let mut result13 = _rt::Vec::with_capacity(len13);
                            for i in 0..len13 {
                                let base = base13
                                    .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                let e13 = {
                                    let l7 = *base.add(0).cast::<*mut u8>();
                                    let l8 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len9 = l8;
                                    let bytes9 = _rt::Vec::from_raw_parts(
                                        l7.cast(),
                                        len9,
                                        len9,
                                    );
                                    let l10 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l11 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len12 = l11;
                                    super::super::super::super::exports::optimus::plugin::base::Asset {
                                        name: _rt::string_lift(bytes9),
                                        content: <_ as From<
                                            _rt::Vec<_>,
                                        >>::from(_rt::Vec::from_raw_parts(l10.cast(), len12, len12)),
                                    }
                                };
                                result13.push(e13);
                            }
                            _rt::cabi_dealloc(
                                base13,
                                len13 * (4 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            T_::generate_destination(result6, result13)
                        };
                        let ptr15 = (&raw mut _RET_AREA.0).cast::<u8>();
                        match result14 {
                            Ok(e) => {
                                *ptr15.add(0).cast::<u8>() = (0i32) as u8;
                                let Destination { name: name16, store: store16 } = e;
                                let vec17 = (name16.into_bytes()).into_boxed_slice();
                                let ptr17 = vec17.as_ptr().cast::<u8>();
                                let len17 = vec17.len();
                                ::core::mem::forget(vec17);
                                *ptr15
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len17;
                                *ptr15.add(8).cast::<*mut u8>() = ptr17.cast_mut();
                                let vec18 = (store16.into_bytes()).into_boxed_slice();
                                let ptr18 = vec18.as_ptr().cast::<u8>();
                                let len18 = vec18.len();
                                ::core::mem::forget(vec18);
                                *ptr15
                                    .add(8 + 3 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len18;
                                *ptr15
                                    .add(8 + 2 * ::core::mem::size_of::<*const u8>())
                                    .cast::<*mut u8>() = ptr18.cast_mut();
                            }
                            Err(e) => {
                                *ptr15.add(0).cast::<u8>() = (1i32) as u8;
                                use super::super::super::super::exports::optimus::plugin::base::Error as V29;
                                match e {
                                    V29::InvalidInput(e) => {
                                        *ptr15.add(8).cast::<u8>() = (0i32) as u8;
                                        let vec22 = e;
                                        let len22 = vec22.len();
                                        let layout22 = _rt::alloc::Layout::from_size_align(
                                                vec22.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                                ::core::mem::size_of::<*const u8>(),
                                            )
                                            .unwrap();
                                        let (result22, _cleanup22) = crate::sys::rt::Cleanup::new(
                                            layout22,
                                        );
                                        if let Some(cleanup) = _cleanup22 {
                                            cleanup.forget();
                                        }
                                        for (i, e) in vec22.into_iter().enumerate() {
                                            let base = result22
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let super::super::super::super::exports::optimus::plugin::base::Problem {
                                                    field: field19,
                                                    message: message19,
                                                } = e;
                                                let vec20 = (field19.into_bytes()).into_boxed_slice();
                                                let ptr20 = vec20.as_ptr().cast::<u8>();
                                                let len20 = vec20.len();
                                                ::core::mem::forget(vec20);
                                                *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len20;
                                                *base.add(0).cast::<*mut u8>() = ptr20.cast_mut();
                                                let vec21 = (message19.into_bytes()).into_boxed_slice();
                                                let ptr21 = vec21.as_ptr().cast::<u8>();
                                                let len21 = vec21.len();
                                                ::core::mem::forget(vec21);
                                                *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len21;
                                                *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr21.cast_mut();
                                            }
                                        }
                                        *ptr15
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len22;
                                        *ptr15.add(16).cast::<*mut u8>() = result22;
                                    }
                                    V29::Unavailable(e) => {
                                        *ptr15.add(8).cast::<u8>() = (1i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code23,
                                            message: message23,
                                            retry_after_ms: retry_after_ms23,
                                        } = e;
                                        let vec24 = (code23.into_bytes()).into_boxed_slice();
                                        let ptr24 = vec24.as_ptr().cast::<u8>();
                                        let len24 = vec24.len();
                                        ::core::mem::forget(vec24);
                                        *ptr15
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len24;
                                        *ptr15.add(16).cast::<*mut u8>() = ptr24.cast_mut();
                                        let vec25 = (message23.into_bytes()).into_boxed_slice();
                                        let ptr25 = vec25.as_ptr().cast::<u8>();
                                        let len25 = vec25.len();
                                        ::core::mem::forget(vec25);
                                        *ptr15
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len25;
                                        *ptr15
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr25.cast_mut();
                                        match retry_after_ms23 {
                                            Some(e) => {
                                                *ptr15
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr15
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr15
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                    V29::Other(e) => {
                                        *ptr15.add(8).cast::<u8>() = (2i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code26,
                                            message: message26,
                                            retry_after_ms: retry_after_ms26,
                                        } = e;
                                        let vec27 = (code26.into_bytes()).into_boxed_slice();
                                        let ptr27 = vec27.as_ptr().cast::<u8>();
                                        let len27 = vec27.len();
                                        ::core::mem::forget(vec27);
                                        *ptr15
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len27;
                                        *ptr15.add(16).cast::<*mut u8>() = ptr27.cast_mut();
                                        let vec28 = (message26.into_bytes()).into_boxed_slice();
                                        let ptr28 = vec28.as_ptr().cast::<u8>();
                                        let len28 = vec28.len();
                                        ::core::mem::forget(vec28);
                                        *ptr15
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len28;
                                        *ptr15
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr28.cast_mut();
                                        match retry_after_ms26 {
                                            Some(e) => {
                                                *ptr15
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr15
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr15
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                }
                            }
                        };
                        ptr15
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case)]
                pub unsafe fn __post_return_generate_destination<T_: Guest>(
                    arg0: *mut u8,
                ) {
                    unsafe {
                        let l0 = i32::from(*arg0.add(0).cast::<u8>());
                        match l0 {
                            0 => {
                                let l1 = *arg0.add(8).cast::<*mut u8>();
                                let l2 = *arg0
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                _rt::cabi_dealloc(l1, l2, 1);
                                let l3 = *arg0
                                    .add(8 + 2 * ::core::mem::size_of::<*const u8>())
                                    .cast::<*mut u8>();
                                let l4 = *arg0
                                    .add(8 + 3 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                _rt::cabi_dealloc(l3, l4, 1);
                            }
                            _ => {
                                let l5 = i32::from(*arg0.add(8).cast::<u8>());
                                match l5 {
                                    0 => {
                                        let l6 = *arg0.add(16).cast::<*mut u8>();
                                        let l7 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base12 = l6;
                                        let len12 = l7;
                                        for i in 0..len12 {
                                            let base = base12
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let l8 = *base.add(0).cast::<*mut u8>();
                                                let l9 = *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l8, l9, 1);
                                                let l10 = *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l11 = *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l10, l11, 1);
                                            }
                                        }
                                        _rt::cabi_dealloc(
                                            base12,
                                            len12 * (4 * ::core::mem::size_of::<*const u8>()),
                                            ::core::mem::size_of::<*const u8>(),
                                        );
                                    }
                                    1 => {
                                        let l13 = *arg0.add(16).cast::<*mut u8>();
                                        let l14 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l13, l14, 1);
                                        let l15 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l16 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l15, l16, 1);
                                    }
                                    _ => {
                                        let l17 = *arg0.add(16).cast::<*mut u8>();
                                        let l18 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l17, l18, 1);
                                        let l19 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l20 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l19, l20, 1);
                                    }
                                }
                            }
                        }
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case, unused_unsafe)]
                pub unsafe fn _export_generate_dependencies_cabi<T_: Guest>(
                    arg0: *mut u8,
                    arg1: usize,
                    arg2: *mut u8,
                    arg3: usize,
                ) -> *mut u8 {
                    unsafe {
                        let result14 = {
                            let base6 = arg0;
                            let len6 = arg1;
                            let mut result6 = _rt::Vec::with_capacity(len6);
                            for i in 0..len6 {
                                let base = base6
                                    .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                let e6 = {
                                    let l0 = *base.add(0).cast::<*mut u8>();
                                    let l1 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len2 = l1;
                                    let bytes2 = _rt::Vec::from_raw_parts(
                                        l0.cast(),
                                        len2,
                                        len2,
                                    );
                                    let l3 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l4 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len5 = l4;
                                    let bytes5 = _rt::Vec::from_raw_parts(
                                        l3.cast(),
                                        len5,
                                        len5,
                                    );
                                    super::super::super::super::exports::optimus::plugin::base::Config {
                                        name: _rt::string_lift(bytes2),
                                        value: _rt::string_lift(bytes5),
                                    }
                                };
                                result6.push(e6);
                            }
                            _rt::cabi_dealloc(
                                base6,
                                len6 * (4 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            let base13 = arg2;
                            let len13 = arg3;
                            let mut result13 = _rt::Vec::with_capacity(len13);
                            for i in 0..len13 {
                                let base = base13
                                    .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                let e13 = {
                                    let l7 = *base.add(0).cast::<*mut u8>();
                                    let l8 = *base
                                        .add(::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len9 = l8;
                                    let bytes9 = _rt::Vec::from_raw_parts(
                                        l7.cast(),
                                        len9,
                                        len9,
                                    );
                                    let l10 = *base
                                        .add(2 * ::core::mem::size_of::<*const u8>())
                                        .cast::<*mut u8>();
                                    let l11 = *base
                                        .add(3 * ::core::mem::size_of::<*const u8>())
                                        .cast::<usize>();
                                    let len12 = l11;
                                    super::super::super::super::exports::optimus::plugin::base::Asset {
                                        name: _rt::string_lift(bytes9),
                                        content: <_ as From<
                                            _rt::Vec<_>,
                                        >>::from(_rt::Vec::from_raw_parts(l10.cast(), len12, len12)),
                                    }
                                };
                                result13.push(e13);
                            }
                            _rt::cabi_dealloc(
                                base13,
                                len13 * (4 * ::core::mem::size_of::<*const u8>()),
                                ::core::mem::size_of::<*const u8>(),
                            );
                            T_::generate_dependencies(result6, result13)
                        };
                        let ptr15 = (&raw mut _RET_AREA.0).cast::<u8>();
                        match result14 {
                            Ok(e) => {
                                *ptr15.add(0).cast::<u8>() = (0i32) as u8;
                                let vec17 = e;
                                let len17 = vec17.len();
                                let layout17 = _rt::alloc::Layout::from_size_align(
                                        vec17.len() * (2 * ::core::mem::size_of::<*const u8>()),
                                        ::core::mem::size_of::<*const u8>(),
                                    )
                                    .unwrap();
                                let (result17, _cleanup17) = crate::sys::rt::Cleanup::new(
                                    layout17,
                                );
                                if let Some(cleanup) = _cleanup17 {
                                    cleanup.forget();
                                }
                                for (i, e) in vec17.into_iter().enumerate() {
                                    let base = result17
                                        .add(i * (2 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let vec16 = (e.into_bytes()).into_boxed_slice();
                                        let ptr16 = vec16.as_ptr().cast::<u8>();
                                        let len16 = vec16.len();
                                        ::core::mem::forget(vec16);
                                        *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len16;
                                        *base.add(0).cast::<*mut u8>() = ptr16.cast_mut();
                                    }
                                }
                                *ptr15
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>() = len17;
                                *ptr15.add(8).cast::<*mut u8>() = result17;
                            }
                            Err(e) => {
                                *ptr15.add(0).cast::<u8>() = (1i32) as u8;
                                use super::super::super::super::exports::optimus::plugin::base::Error as V28;
                                match e {
                                    V28::InvalidInput(e) => {
                                        *ptr15.add(8).cast::<u8>() = (0i32) as u8;
                                        let vec21 = e;
                                        let len21 = vec21.len();
                                        let layout21 = _rt::alloc::Layout::from_size_align(
                                                vec21.len() * (4 * ::core::mem::size_of::<*const u8>()),
                                                ::core::mem::size_of::<*const u8>(),
                                            )
                                            .unwrap();
                                        let (result21, _cleanup21) = crate::sys::rt::Cleanup::new(
                                            layout21,
                                        );
                                        if let Some(cleanup) = _cleanup21 {
                                            cleanup.forget();
                                        }
                                        for (i, e) in vec21.into_iter().enumerate() {
                                            let base = result21
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let super::super::super::super::exports::optimus::plugin::base::Problem {
                                                    field: field18,
                                                    message: message18,
                                                } = e;
                                                let vec19 = (field18.into_bytes()).into_boxed_slice();
                                                let ptr19 = vec19.as_ptr().cast::<u8>();
                                                let len19 = vec19.len();
                                                ::core::mem::forget(vec19);
                                                *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len19;
                                                *base.add(0).cast::<*mut u8>() = ptr19.cast_mut();
                                                let vec20 = (message18.into_bytes()).into_boxed_slice();
                                                let ptr20 = vec20.as_ptr().cast::<u8>();
                                                let len20 = vec20.len();
                                                ::core::mem::forget(vec20);
                                                *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>() = len20;
                                                *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>() = ptr20.cast_mut();
                                            }
                                        }
                                        *ptr15
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len21;
                                        *ptr15.add(16).cast::<*mut u8>() = result21;
                                    }
                                    V28::Unavailable(e) => {
                                        *ptr15.add(8).cast::<u8>() = (1i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code22,
                                            message: message22,
                                            retry_after_ms: retry_after_ms22,
                                        } = e;
                                        let vec23 = (code22.into_bytes()).into_boxed_slice();
                                        let ptr23 = vec23.as_ptr().cast::<u8>();
                                        let len23 = vec23.len();
                                        ::core::mem::forget(vec23);
                                        *ptr15
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len23;
                                        *ptr15.add(16).cast::<*mut u8>() = ptr23.cast_mut();
                                        let vec24 = (message22.into_bytes()).into_boxed_slice();
                                        let ptr24 = vec24.as_ptr().cast::<u8>();
                                        let len24 = vec24.len();
                                        ::core::mem::forget(vec24);
                                        *ptr15
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len24;
                                        *ptr15
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr24.cast_mut();
                                        match retry_after_ms22 {
                                            Some(e) => {
                                                *ptr15
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr15
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr15
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                    V28::Other(e) => {
                                        *ptr15.add(8).cast::<u8>() = (2i32) as u8;
                                        let super::super::super::super::exports::optimus::plugin::base::Failure {
                                            code: code25,
                                            message: message25,
                                            retry_after_ms: retry_after_ms25,
                                        } = e;
                                        let vec26 = (code25.into_bytes()).into_boxed_slice();
                                        let ptr26 = vec26.as_ptr().cast::<u8>();
                                        let len26 = vec26.len();
                                        ::core::mem::forget(vec26);
                                        *ptr15
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len26;
                                        *ptr15.add(16).cast::<*mut u8>() = ptr26.cast_mut();
                                        let vec27 = (message25.into_bytes()).into_boxed_slice();
                                        let ptr27 = vec27.as_ptr().cast::<u8>();
                                        let len27 = vec27.len();
                                        ::core::mem::forget(vec27);
                                        *ptr15
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>() = len27;
                                        *ptr15
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>() = ptr27.cast_mut();
                                        match retry_after_ms25 {
                                            Some(e) => {
                                                *ptr15
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (1i32) as u8;
                                                *ptr15
                                                    .add(24 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<i64>() = _rt::as_i64(e);
                                            }
                                            None => {
                                                *ptr15
                                                    .add(16 + 4 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<u8>() = (0i32) as u8;
                                            }
                                        };
                                    }
                                }
                            }
                        };
                        ptr15
                    }
                }
                #[doc(hidden)]
                #[allow(non_snake_case)]
                pub unsafe fn __post_return_generate_dependencies<T_: Guest>(
                    arg0: *mut u8,
                ) {
                    unsafe {
                        let l0 = i32::from(*arg0.add(0).cast::<u8>());
                        match l0 {
                            0 => {
                                let l1 = *arg0.add(8).cast::<*mut u8>();
                                let l2 = *arg0
                                    .add(8 + 1 * ::core::mem::size_of::<*const u8>())
                                    .cast::<usize>();
                                let base5 = l1;
                                let len5 = l2;
                                for i in 0..len5 {
                                    let base = base5
                                        .add(i * (2 * ::core::mem::size_of::<*const u8>()));
                                    {
                                        let l3 = *base.add(0).cast::<*mut u8>();
                                        let l4 = *base
                                            .add(::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l3, l4, 1);
                                    }
                                }
                                _rt::cabi_dealloc(
                                    base5,
                                    len5 * (2 * ::core::mem::size_of::<*const u8>()),
                                    ::core::mem::size_of::<*const u8>(),
                                );
                            }
                            _ => {
                                let l6 = i32::from(*arg0.add(8).cast::<u8>());
                                match l6 {
                                    0 => {
                                        let l7 = *arg0.add(16).cast::<*mut u8>();
                                        let l8 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        let base13 = l7;
                                        let len13 = l8;
                                        for i in 0..len13 {
                                            let base = base13
                                                .add(i * (4 * ::core::mem::size_of::<*const u8>()));
                                            {
                                                let l9 = *base.add(0).cast::<*mut u8>();
                                                let l10 = *base
                                                    .add(::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l9, l10, 1);
                                                let l11 = *base
                                                    .add(2 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<*mut u8>();
                                                let l12 = *base
                                                    .add(3 * ::core::mem::size_of::<*const u8>())
                                                    .cast::<usize>();
                                                _rt::cabi_dealloc(l11, l12, 1);
                                            }
                                        }
                                        _rt::cabi_dealloc(
                                            base13,
                                            len13 * (4 * ::core::mem::size_of::<*const u8>()),
                                            ::core::mem::size_of::<*const u8>(),
                                        );
                                    }
                                    1 => {
                                        let l14 = *arg0.add(16).cast::<*mut u8>();
                                        let l15 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l14, l15, 1);
                                        let l16 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l17 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l16, l17, 1);
                                    }
                                    _ => {
                                        let l18 = *arg0.add(16).cast::<*mut u8>();
                                        let l19 = *arg0
                                            .add(16 + 1 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l18, l19, 1);
                                        let l20 = *arg0
                                            .add(16 + 2 * ::core::mem::size_of::<*const u8>())
                                            .cast::<*mut u8>();
                                        let l21 = *arg0
                                            .add(16 + 3 * ::core::mem::size_of::<*const u8>())
                                            .cast::<usize>();
                                        _rt::cabi_dealloc(l20, l21, 1);
                                    }
                                }
                            }
                        }
                    }
                }
                pub trait Guest {
                    /// What the job writes. Jobs that read it are found by comparing URNs byte by byte, so one thing must always get one name.
                    ///
                    /// `config` is the task's configuration with macros expanded where they could be; `assets` are not compiled.
                    #[allow(async_fn_in_trait)]
                    fn generate_destination(
                        config: _rt::Vec<Config>,
                        assets: _rt::Vec<Asset>,
                    ) -> Result<Destination, Error>;
                    /// What the job reads, as URNs (`bigquery://project:dataset.table`): without the job's own destination, without duplicates,
                    /// in an order that depends on the request alone. URNs that nobody writes are ignored by the host.
                    ///
                    /// `config` is expanded as above; `assets` are compiled.
                    #[allow(async_fn_in_trait)]
                    fn generate_dependencies(
                        config: _rt::Vec<Config>,
                        assets: _rt::Vec<Asset>,
                    ) -> Result<_rt::Vec<_rt::String>, Error>;
                }
                #[doc(hidden)]
                #[macro_export]
                macro_rules! __export_optimus_plugin_dependency_resolver_0_1_0_cabi {
                    ($ty:ident with_types_in $($path_to_types:tt)*) => {
                        const _ : () = { #[unsafe (export_name =
                        "optimus:plugin/dependency-resolver@0.1.0#generate-destination")]
                        unsafe extern "C" fn export_generate_destination(arg0 : * mut u8,
                        arg1 : usize, arg2 : * mut u8, arg3 : usize,) -> * mut u8 {
                        unsafe { $($path_to_types)*::
                        _export_generate_destination_cabi::<$ty > (arg0, arg1, arg2,
                        arg3) } } #[unsafe (export_name =
                        "cabi_post_optimus:plugin/dependency-resolver@0.1.0#generate-destination")]
                        unsafe extern "C" fn _post_return_generate_destination(arg0 : *
                        mut u8,) { unsafe { $($path_to_types)*::
                        __post_return_generate_destination::<$ty > (arg0) } } #[unsafe
                        (export_name =
                        "optimus:plugin/dependency-resolver@0.1.0#generate-dependencies")]
                        unsafe extern "C" fn export_generate_dependencies(arg0 : * mut
                        u8, arg1 : usize, arg2 : * mut u8, arg3 : usize,) -> * mut u8 {
                        unsafe { $($path_to_types)*::
                        _export_generate_dependencies_cabi::<$ty > (arg0, arg1, arg2,
                        arg3) } } #[unsafe (export_name =
                        "cabi_post_optimus:plugin/dependency-resolver@0.1.0#generate-dependencies")]
                        unsafe extern "C" fn _post_return_generate_dependencies(arg0 : *
                        mut u8,) { unsafe { $($path_to_types)*::
                        __post_return_generate_dependencies::<$ty > (arg0) } } };
                    };
                }
                #[doc(hidden)]
                pub use __export_optimus_plugin_dependency_resolver_0_1_0_cabi;
                #[repr(align(8))]
                struct _RetArea(
                    [::core::mem::MaybeUninit<
                        u8,
                    >; 32 + 4 * ::core::mem::size_of::<*const u8>()],
                );
                static mut _RET_AREA: _RetArea = _RetArea(
                    [::core::mem::MaybeUninit::uninit(); 32
                        + 4 * ::core::mem::size_of::<*const u8>()],
                );
            }
        }
    }
}
#[rustfmt::skip]
mod _rt {
    #![allow(dead_code, unused_imports, clippy::all)]
    pub unsafe fn bool_lift(val: u8) -> bool {
        if cfg!(debug_assertions) {
            match val {
                0 => false,
                1 => true,
                _ => panic!("invalid bool discriminant"),
            }
        } else {
            val != 0
        }
    }
    pub unsafe fn invalid_enum_discriminant<T>() -> T {
        if cfg!(debug_assertions) {
            panic!("invalid enum discriminant")
        } else {
            unsafe { core::hint::unreachable_unchecked() }
        }
    }
    pub use alloc_crate::string::String;
    pub use alloc_crate::vec::Vec;
    pub unsafe fn string_lift(bytes: Vec<u8>) -> String {
        if cfg!(debug_assertions) {
            String::from_utf8(bytes).unwrap()
        } else {
            unsafe { String::from_utf8_unchecked(bytes) }
        }
    }
    pub fn as_i64<T: AsI64>(t: T) -> i64 {
        t.as_i64()
    }
    pub trait AsI64 {
        fn as_i64(self) -> i64;
    }
    impl<'a, T: Copy + AsI64> AsI64 for &'a T {
        fn as_i64(self) -> i64 {
            (*self).as_i64()
        }
    }
    impl AsI64 for i64 {
        #[inline]
        fn as_i64(self) -> i64 {
            self as i64
        }
    }
    impl AsI64 for u64 {
        #[inline]
        fn as_i64(self) -> i64 {
            self as i64
        }
    }
    pub use alloc_crate::alloc;
    pub unsafe fn cabi_dealloc(ptr: *mut u8, size: usize, align: usize) {
        if size == 0 {
            return;
        }
        unsafe {
            let layout = alloc::Layout::from_size_align_unchecked(size, align);
            alloc::dealloc(ptr, layout);
        }
    }
    pub fn as_i32<T: AsI32>(t: T) -> i32 {
        t.as_i32()
    }
    pub trait AsI32 {
        fn as_i32(self) -> i32;
    }
    impl<'a, T: Copy + AsI32> AsI32 for &'a T {
        fn as_i32(self) -> i32 {
            (*self).as_i32()
        }
    }
    impl AsI32 for i32 {
        #[inline]
        fn as_i32(self) -> i32 {
            self as i32
        }
    }
    impl AsI32 for u32 {
        #[inline]
        fn as_i32(self) -> i32 {
            self as i32
        }
    }
    impl AsI32 for i16 {
        #[inline]
        fn as_i32(self) -> i32 {
            self as i32
        }
    }
    impl AsI32 for u16 {
        #[inline]
        fn as_i32(self) -> i32 {
            self as i32
        }
    }
    impl AsI32 for i8 {
        #[inline]
        fn as_i32(self) -> i32 {
            self as i32
        }
    }
    impl AsI32 for u8 {
        #[inline]
        fn as_i32(self) -> i32 {
            self as i32
        }
    }
    impl AsI32 for char {
        #[inline]
        fn as_i32(self) -> i32 {
            self as i32
        }
    }
    impl AsI32 for usize {
        #[inline]
        fn as_i32(self) -> i32 {
            self as i32
        }
    }
    extern crate alloc as alloc_crate;
}
