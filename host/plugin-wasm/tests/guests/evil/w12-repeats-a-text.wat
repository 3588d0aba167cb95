;; Answers with 100,000 texts that are all the same megabyte: 98 GiB for a host that copies them.
;; exports: dependency-resolver
;; mods: dependency-resolver
;; pages: 48
;; call: generate-dependencies
;; expect: P0413 result = 16 MiB
(module
  (;prelude;)
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-dependencies") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.const 65536))
    (loop $next
      (i32.store (local.get $at) (i32.const 0x100000))
      (i32.store offset=4 (local.get $at) (i32.const 0x100000))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 865536))))
    (i32.store (i32.const 4104) (i32.const 65536))
    (i32.store (i32.const 4108) (i32.const 100000))
    (i32.const 4096))
)
