;; Rejects with `n` if it is told no deadline, `s` if it is told one.
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/call@0.1.0" "deadline" (func $deadline (param i32)))
  (;prelude;)
  (data (i32.const 8192) "ns")
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $deadline (i32.const 12288))
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (i32.add (i32.const 8192) (i32.load8_u (i32.const 12288))))
    (i32.store (i32.const 4112) (i32.const 1))
    (i32.const 4096))
)
