use wasmtime::{Enabled, PoolingAllocationConfig};

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
/// Core instances and tables of a usual component, for which the pool has room in every slot.
const PARTS_PER_INSTANCE: u32 = 4;

/// The room that instances live in.
pub(super) fn pool(options: &EngineOptions) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    let parts = options.instances.saturating_mul(PARTS_PER_INSTANCE);
    pool.total_component_instances(options.instances)
        .total_stacks(options.instances)
        .total_memories(options.instances)
        .total_core_instances(parts)
        .total_tables(parts)
        .max_core_instances_per_component(CORE_INSTANCES_PER_COMPONENT)
        .max_memories_per_component(MEMORIES_PER_COMPONENT)
        .max_tables_per_component(TABLES_PER_COMPONENT)
        .table_elements(TABLE_ELEMENTS)
        .table_keep_resident(TABLE_KEEP_RESIDENT)
        .max_unused_warm_slots(options.warm_slots);
    if options.scan_pages && sys::may_scan_pages() {
        pool.pagemap_scan(Enabled::Auto).linear_memory_keep_resident(options.keep_resident_bytes);
    }
    pool
}
