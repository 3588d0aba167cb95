;; Its answer begins between two words.
;; exports: dependency-resolver
;; mods: dependency-resolver
;; call: generate-dependencies
;; expect: P0414
(module
  (;prelude;)
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-dependencies") (param i32 i32 i32 i32) (result i32)
    (i32.const 4097))
)
