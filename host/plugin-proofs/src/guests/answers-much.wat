;; Answers with three assets of 64 KiB without a name; they share their bytes, so that it costs the guest next to nothing.
;; exports: cli
;; mods: cli
;; pages: 4
(module
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#default-assets") (param i32 i32) (result i32)
    (local $i i32)
    (memory.fill (i32.const 65536) (i32.const 120) (i32.const 65536))
    (loop $next
      ;; The name: one byte of the content, so that no two rules of the contract are broken at once.
      (i32.store (i32.add (i32.const 8192) (i32.mul (local.get $i) (i32.const 16))) (i32.const 65536))
      (i32.store (i32.add (i32.const 8196) (i32.mul (local.get $i) (i32.const 16))) (i32.add (local.get $i) (i32.const 1)))
      (i32.store (i32.add (i32.const 8200) (i32.mul (local.get $i) (i32.const 16))) (i32.const 65536))
      (i32.store (i32.add (i32.const 8204) (i32.mul (local.get $i) (i32.const 16))) (i32.const 65536))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 3))))
    (i32.store (i32.const 4104) (i32.const 8192))
    (i32.store (i32.const 4108) (i32.const 3))
    (i32.const 4096))
)
