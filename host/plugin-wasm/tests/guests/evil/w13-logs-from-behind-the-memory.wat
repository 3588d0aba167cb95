;; Hands the host a line that is not in its memory.
;; exports: cli
;; mods: cli
;; expect: P0410
(module
  (import "optimus:plugin/logging@0.1.0" "log" (func $log (param i32 i32 i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $log (i32.const 2) (i32.const 8) (i32.const -1)) (i32.const 4096))
)
