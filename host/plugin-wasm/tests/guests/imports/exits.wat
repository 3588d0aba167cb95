;; Ends itself in the middle of a call.
;; exports: cli
;; mods: cli
(module
  (import "wasi:cli/exit@0.2.0" "exit" (func $exit (param i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $exit (i32.const 1))
    unreachable)
)
