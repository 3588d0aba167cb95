;; Divides by zero, in a function whose name was mangled by Rust, called by another.
;; exports: cli
;; mods: cli
;; expect: P0410
(module
  (;prelude;)
  (func $_ZN8neo_task6render17h0123456789abcdefE (param i32) (result i32)
    (i32.div_u (i32.const 1) (local.get 0)))
  (func $_ZN8neo_task7compile17h0123456789abcdefE (result i32)
    (call $_ZN8neo_task6render17h0123456789abcdefE (i32.const 0)))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $_ZN8neo_task7compile17h0123456789abcdefE))
)
