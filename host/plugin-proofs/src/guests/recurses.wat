;; Calls itself without end.
;; exports: cli
;; mods: cli
(module
  (;prelude;)
  (func $deeper (param i64) (result i64)
    (i64.add (call $deeper (i64.add (local.get 0) (i64.const 1))) (i64.const 1)))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (drop (call $deeper (i64.const 0))) (i32.const 4096))
)
