;; Takes memory, a megabyte at a time, and writes to every page of it; when it is refused it gives up as a Rust program does.
;; exports: cli
;; mods: cli
;; expect: P0411 memory = 128 MiB
(module
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (loop $more
      (local.set $at (i32.mul (memory.size) (i32.const 65536)))
      (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable))
      (loop $page
        (i32.store (local.get $at) (i32.const 1))
        (local.set $at (i32.add (local.get $at) (i32.const 4096)))
        (br_if $page (i32.lt_u (local.get $at) (i32.mul (memory.size) (i32.const 65536)))))
      (br $more))
    unreachable)
)
