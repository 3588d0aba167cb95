;; Logs a million empty lines, and answers.
;; exports: cli
;; mods: cli
;; expect: accepted
(module
  (import "optimus:plugin/logging@0.1.0" "log" (func $log (param i32 i32 i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (local $i i32)
    (loop $next
      (call $log (i32.const 2) (i32.const 8192) (i32.const 0))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 1000000))))
    (i32.const 4096))
)
