;; Answers that are too large, each in another way.
;; exports: cli asset-compiler
;; mods: cli
;; pages: 160
(module
  (;prelude;)
  ;; Three assets of 6 MiB that share their bytes: 18 MiB for the host.
  (func (export "optimus:plugin/asset-compiler@0.1.0#compile-assets")
      (param i32 i32 i32 i32 i64 i32 i64 i32 i32 i32) (result i32)
    (local $i i32)
    (loop $next
      (i32.store (i32.add (i32.const 8200) (i32.mul (local.get $i) (i32.const 16))) (i32.const 65536))
      (i32.store (i32.add (i32.const 8204) (i32.mul (local.get $i) (i32.const 16))) (i32.const 0x600000))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 3))))
    (i32.store (i32.const 4104) (i32.const 8192))
    (i32.store (i32.const 4108) (i32.const 3))
    (i32.const 4096))
  ;; One asset of 9 MiB.
  (func (export "optimus:plugin/cli@0.1.0#default-assets") (param i32 i32) (result i32)
    (i32.store (i32.const 8200) (i32.const 65536))
    (i32.store (i32.const 8204) (i32.const 0x900000))
    (i32.store (i32.const 4104) (i32.const 8192))
    (i32.store (i32.const 4108) (i32.const 1))
    (i32.const 4096))
  ;; 10,001 entries.
  (func (export "optimus:plugin/cli@0.1.0#default-config") (param i32 i32) (result i32)
    (i32.store (i32.const 4104) (i32.const 65536))
    (i32.store (i32.const 4108) (i32.const 10001))
    (i32.const 4096))
  ;; A list that is longer than the memory.
  (func (export "optimus:plugin/cli@0.1.0#get-questions") (param i32 i32) (result i32)
    (i32.store (i32.const 4104) (i32.const 65536))
    (i32.store (i32.const 4108) (i32.const 0x7fffffff))
    (i32.const 4096))
)
