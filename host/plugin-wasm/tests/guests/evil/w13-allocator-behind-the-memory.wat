;; Its allocator answers with an address outside of its memory.
;; exports: cli
;; mods: cli
;; realloc: own
;; expect: P0414
(module
  (;prelude;)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const -16))
)
