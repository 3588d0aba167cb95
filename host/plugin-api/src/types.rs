//! What crosses the contract: plain, owned values with public fields. With the `serde` feature they have the field names
//! of the plugin protocol.

mod asset;
mod info;
mod question;
mod resolver;
mod time;

pub use asset::{
    Asset, CompileAssetsRequest, CompileAssetsResponse, ConfigEntry, ConfigValue, InstanceData,
    InstanceDataKind, PluginOptions, Project, TaskWindow,
};
pub use info::{HookType, PluginInfo, PluginMod, PluginType};
pub use question::{
    Answer, DefaultAssetsRequest, DefaultAssetsResponse, DefaultConfigRequest, DefaultConfigResponse,
    GetQuestionsRequest, GetQuestionsResponse, Question, SubQuestion, ValidateQuestionRequest, Verdict,
};
pub use resolver::{
    GenerateDependenciesRequest, GenerateDependenciesResponse, GenerateDestinationRequest,
    GenerateDestinationResponse,
};
pub use time::{Timestamp, TimestampError};

/// An open set of words: those that the contract knows, and whatever a later plugin says.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(from = "String", into = "String"))]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A word that this version of the contract does not know, as the plugin said it.
            Other(String),
        }

        impl $name {
            /// The word as upstream spells it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text),
                }
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
use words;
