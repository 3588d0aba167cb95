;; Never comes back.
;; exports: cli
;; mods: cli
;; expect: P0412
(module
  (;prelude;)
  (func $spin (loop $again (br $again)))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $spin) (i32.const 4096))
)
