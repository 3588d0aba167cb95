;; Sleeps in the host for a day: it is not in its own code, so no tick reaches it.
;; exports: cli
;; mods: cli
(module
  (import "wasi:clocks/monotonic-clock@0.2.0" "subscribe-duration" (func $after (param i64) (result i32)))
  (import "wasi:io/poll@0.2.0" "[method]pollable.block" (func $block (param i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $block (call $after (i64.const 86400000000000)))
    (i32.const 4096))
)
