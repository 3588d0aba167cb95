use wasmtime::{Enabled, PoolingAllocationConfig, component::Component};

use crate::{EngineOptions, sys};

/// What one component may be made of. Python's has 40 core modules, an SDK's 3; unlimited by default.
const CORE_INSTANCES_PER_COMPONENT: u32 = 100;
/// See [`CORE_INSTANCES_PER_COMPONENT`].
const MEMORIES_PER_COMPONENT: u32 = 16;
/// See [`CORE_INSTANCES_PER_COMPONENT`].
const TABLES_PER_COMPONENT: u32 = 64;
/// Entries of one table: function pointers of a program. Python's has 12,000.
const TABLE_ELEMENTS: usize = 32_768;
/// Kept of a table between calls, in bytes: all of it, 8 bytes an entry.
const TABLE_KEEP_RESIDENT: usize = TABLE_ELEMENTS * 8;
/// Tables of a usual component, for which the pool has room in every slot.
const TABLES_PER_INSTANCE: u32 = 4;

/// How much a pool has room for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Instances of usual components.
    pub(crate) instances: u32,
    warm_slots: u32,
}

impl Room {
    /// Instances in a pool beside the first: short calls of the threads that share it, some of which wait. Two mappings each.
    pub(crate) const BESIDE: u32 = 64;

    /// For everything.
    pub(crate) fn whole(options: &EngineOptions) -> Self {
        Self { instances: options.instances, warm_slots: options.warm_slots }
    }

    /// For instances that turn to the first pool where there is no place for them.
    pub(crate) fn beside(options: &EngineOptions) -> Self {
        Self { instances: Self::BESIDE, warm_slots: options.warm_slots.min(Self::BESIDE) }
    }
}

/// Whether an instance of the component takes no more of a pool than there is for each. Not known of one that imports modules.
pub(crate) fn is_usual(component: &Component) -> bool {
    let required = component.resources_required();
    required.is_some_and(|parts| parts.num_memories <= 1 && parts.num_tables <= TABLES_PER_INSTANCE)
}

/// The room that instances live in.
pub(super) fn pool(options: &EngineOptions, room: Room) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(room.instances)
        .total_stacks(room.instances)
        .total_memories(room.instances)
        // They take no room in the pool, so there are as many as there may be.
        .total_core_instances(room.instances.saturating_mul(CORE_INSTANCES_PER_COMPONENT))
        .total_tables(room.instances.saturating_mul(TABLES_PER_INSTANCE))
        .max_core_instances_per_component(CORE_INSTANCES_PER_COMPONENT)
        .max_memories_per_component(MEMORIES_PER_COMPONENT)
        .max_tables_per_component(TABLES_PER_COMPONENT)
        .table_elements(TABLE_ELEMENTS)
        .table_keep_resident(TABLE_KEEP_RESIDENT)
        .max_unused_warm_slots(room.warm_slots);
    if options.scan_pages && sys::may_scan_pages() {
        pool.pagemap_scan(Enabled::Auto).linear_memory_keep_resident(options.keep_resident_bytes);
    }
    pool
}
