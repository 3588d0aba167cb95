;; Logs one line. The host is what misbehaves: what listens to its log panics.
;; exports: cli
;; mods: cli
;; expect: P0421
(module
  (import "optimus:plugin/logging@0.1.0" "log" (func $log (param i32 i32 i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $log (i32.const 2) (i32.const 8192) (i32.const 0)) (i32.const 4096))
)
