;; An error of a case that the contract does not have.
;; exports: dependency-resolver
;; mods: dependency-resolver
;; call: generate-dependencies
;; expect: P0414
(module
  (;prelude;)
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-dependencies") (param i32 i32 i32 i32) (result i32)
    (i32.store8 (i32.const 4096) (i32.const 1))
    (i32.store8 (i32.const 4104) (i32.const 3))
    (i32.const 4096))
)
