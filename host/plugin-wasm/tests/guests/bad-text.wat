;; Bytes that are not UTF-8, in a string and in an asset, and a case that the contract does not have.
;; exports: cli asset-compiler
;; mods: cli
(module
  (;prelude;)
  (data (i32.const 8192) "ok\ff")
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (i32.const 8192))
    (i32.store (i32.const 4112) (i32.const 3))
    (i32.const 4096))
  (func (export "optimus:plugin/cli@0.1.0#default-config") (param i32 i32) (result i32)
    (i32.store8 (i32.const 4096) (i32.const 7))
    (i32.const 4096))
  (func (export "optimus:plugin/asset-compiler@0.1.0#compile-assets")
      (param i32 i32 i32 i32 i64 i32 i64 i32 i32 i32) (result i32)
    (i32.store (i32.const 16392) (i32.const 8192))
    (i32.store (i32.const 16396) (i32.const 3))
    (i32.store (i32.const 4104) (i32.const 16384))
    (i32.store (i32.const 4108) (i32.const 1))
    (i32.const 4096))
)
