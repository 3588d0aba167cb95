;; Copies from behind the end of its memory.
;; exports: cli
;; mods: cli
;; expect: P0410
(module
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (memory.copy (i32.const 4096) (i32.const -4096) (i32.const 4096)) (i32.const 4096))
)
