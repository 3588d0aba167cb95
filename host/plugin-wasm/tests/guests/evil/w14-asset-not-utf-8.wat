;; An asset whose bytes are not UTF-8.
;; exports: asset-compiler
;; mods: cli
;; call: compile-assets
;; expect: P0414
(module
  (;prelude;)
  (data (i32.const 8192) "ok\ff")
  (func (export "optimus:plugin/asset-compiler@0.1.0#compile-assets")
      (param i32 i32 i32 i32 i64 i32 i64 i32 i32 i32) (result i32)
    (i32.store (i32.const 16392) (i32.const 8192))
    (i32.store (i32.const 16396) (i32.const 3))
    (i32.store (i32.const 4104) (i32.const 16384))
    (i32.store (i32.const 4108) (i32.const 1))
    (i32.const 4096))
)
