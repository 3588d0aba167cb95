;; Gives back what it was given: assets as they came, the value of an answer as the reason, the first asset's name as the
;; destination.
;; exports: cli asset-compiler dependency-resolver
;; mods: cli dependency-resolver
(module
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32) (param $value i32) (param $length i32) (result i32)
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (local.get $value))
    (i32.store (i32.const 4112) (local.get $length))
    (i32.const 4096))
  ;; An answer has the layout of a configuration entry, and of an asset.
  (func (export "optimus:plugin/cli@0.1.0#default-config") (param $list i32) (param $length i32) (result i32)
    (i32.store (i32.const 4104) (local.get $list))
    (i32.store (i32.const 4108) (local.get $length))
    (i32.const 4096))
  (func (export "optimus:plugin/cli@0.1.0#default-assets") (param $list i32) (param $length i32) (result i32)
    (i32.store (i32.const 4104) (local.get $list))
    (i32.store (i32.const 4108) (local.get $length))
    (i32.const 4096))
  (func (export "optimus:plugin/asset-compiler@0.1.0#compile-assets")
      (param i32 i32) (param $list i32) (param $length i32) (param i64 i32 i64 i32 i32 i32) (result i32)
    (i32.store (i32.const 4104) (local.get $list))
    (i32.store (i32.const 4108) (local.get $length))
    (i32.const 4096))
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-destination")
      (param i32 i32) (param $assets i32) (param i32) (result i32)
    (i64.store (i32.const 4104) (i64.load (local.get $assets)))
    (i64.store (i32.const 4112) (i64.load (i32.add (local.get $assets) (i32.const 8))))
    (i32.const 4096))
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-dependencies") (param i32 i32 i32 i32) (result i32)
    (i32.const 4096))
)
