;; A verdict that the contract does not have.
;; exports: cli
;; mods: cli
;; expect: P0414
(module
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (i32.store8 (i32.const 4104) (i32.const 2)) (i32.const 4096))
)
