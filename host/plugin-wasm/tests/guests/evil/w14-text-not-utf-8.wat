;; A text that is not UTF-8.
;; exports: dependency-resolver
;; mods: dependency-resolver
;; call: generate-dependencies
;; expect: P0414
(module
  (;prelude;)
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-dependencies") (param i32 i32 i32 i32) (result i32)
    (i32.store (i32.const 65536) (i32.const 8192))
    (i32.store (i32.const 65540) (i32.const 3))
    (i32.store (i32.const 4104) (i32.const 65536))
    (i32.store (i32.const 4108) (i32.const 1))
    (i32.const 4096))
  (data (i32.const 8192) "ok\ff")
)
