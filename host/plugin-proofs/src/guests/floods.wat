;; Logs 10,000 lines of 100 bytes, and answers.
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/logging@0.1.0" "log" (func $log (param i32 i32 i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (local $i i32)
    (memory.fill (i32.const 65536) (i32.const 120) (i32.const 100))
    (loop $next
      (call $log (i32.const 0) (i32.const 65536) (i32.const 100))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 10000))))
    (i32.const 4096))
)
