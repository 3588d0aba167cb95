;; Does what the length of the question's name says: 1 answers with the value, 2 traps, 3 loops, 4 takes 16 MiB and writes to some of
;; it, 5 logs two thousand lines, 6 takes memory until it is refused, 7 recurses.
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/logging@0.1.0" "log" (func $log (param i32 i32 i32)))
  (;prelude;)
  (func $recurses (param i64) (result i64)
    (i64.add (call $recurses (i64.add (local.get 0) (i64.const 1))) (i64.const 1)))
  (func (export "optimus:plugin/cli@0.1.0#validate-question")
      (param i32) (param $what i32) (param $value i32) (param $length i32) (result i32)
    (local $i i32)
    (if (i32.eq (local.get $what) (i32.const 2)) (then unreachable))
    (if (i32.eq (local.get $what) (i32.const 3)) (then (loop $again (br $again))))
    (if (i32.eq (local.get $what) (i32.const 4)) (then
      (drop (memory.grow (i32.const 256)))
      (local.set $i (i32.const 0x200000))
      (loop $page
        (i32.store (local.get $i) (i32.const 1))
        (local.set $i (i32.add (local.get $i) (i32.const 65536)))
        (br_if $page (i32.lt_u (local.get $i) (i32.const 0x1000000))))))
    (if (i32.eq (local.get $what) (i32.const 5)) (then
      (loop $line
        (call $log (i32.const 2) (i32.const 512) (i32.const 5))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $line (i32.lt_u (local.get $i) (i32.const 2000))))))
    (if (i32.eq (local.get $what) (i32.const 6)) (then
      (loop $more (br_if $more (i32.ne (memory.grow (i32.const 64)) (i32.const -1))))
      unreachable))
    (if (i32.eq (local.get $what) (i32.const 7)) (then (drop (call $recurses (i64.const 0)))))
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (local.get $value))
    (i32.store (i32.const 4112) (local.get $length))
    (i32.const 4096))
)
