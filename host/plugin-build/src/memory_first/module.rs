//! The main module without its memory, and the memory with what is in it at first.

use wasm_encoder::{
    ExportKind, ExportSection, ImportSection, MemorySection, MemoryType, Module, RawSection, SectionId,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{DataKind, DataSectionReader, MemorySectionReader, Parser, Payload, TypeRef};

use super::{MEMORY, MEMORY_FROM};

/// `None` where the module is not one whose memory can be made first: it has another one than its own, or fills it later.
pub(super) fn split(module: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let payloads: Vec<_> = Parser::new(0).parse_all(module).collect::<Result<_, _>>().ok()?;
    let mut memories = payloads.iter().filter_map(|payload| match payload {
        Payload::MemorySection(memories) => Some(memories.clone()),
        _ => None,
    });
    let memory = only_memory(memories.next()?)?;
    let (mut main, mut first) = (Module::new(), Memory::new(memory));
    let mut has_imports = false;
    for payload in &payloads {
        match payload {
            Payload::MemorySection(_) | Payload::DataCountSection { .. } => {}
            Payload::DataSection(data) => first.fill(module, data.clone())?,
            Payload::ImportSection(imports) => {
                has_imports = true;
                let mut all = imports.clone().into_imports();
                let is_of_memory = |ty| matches!(ty, TypeRef::Memory(_));
                if all.any(|import| import.is_ok_and(|import| is_of_memory(import.ty))) {
                    return None;
                }
                let mut section = ImportSection::new();
                RoundtripReencoder.parse_import_section(&mut section, imports.clone()).ok()?;
                section.import(MEMORY_FROM, MEMORY, memory);
                main.section(&section);
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    main.section(&RawSection { id, data: module.get(range)? });
                }
            }
        }
    }
    has_imports.then(|| (main.finish(), first.module.finish()))
}

fn only_memory(memories: MemorySectionReader<'_>) -> Option<MemoryType> {
    let all: Vec<_> = memories.into_iter().collect::<Result<_, _>>().ok()?;
    match all.as_slice() {
        [memory] => RoundtripReencoder.memory_type(*memory).ok(),
        _ => None,
    }
}

/// A module that is a memory, and nothing else.
struct Memory {
    module: Module,
}

impl Memory {
    fn new(memory: MemoryType) -> Self {
        let (mut module, mut memories, mut exports) =
            (Module::new(), MemorySection::new(), ExportSection::new());
        memories.memory(memory);
        exports.export(MEMORY, ExportKind::Memory, 0);
        module.section(&memories).section(&exports);
        Self { module }
    }

    /// Takes over what is in the memory at first. What is only filled in by code belongs to the code.
    fn fill(&mut self, module: &[u8], data: DataSectionReader<'_>) -> Option<()> {
        let range = data.range();
        for segment in data {
            let DataKind::Active { memory_index: 0, .. } = segment.ok()?.kind else { return None };
        }
        self.module.section(&RawSection { id: SectionId::Data.into(), data: module.get(range)? });
        Some(())
    }
}
