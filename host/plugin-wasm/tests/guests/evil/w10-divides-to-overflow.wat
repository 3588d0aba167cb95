;; Divides the least number by minus one.
;; exports: cli
;; mods: cli
;; expect: P0410
(module
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (i32.div_s (i32.const 0x80000000) (i32.sub (i32.const 0) (i32.load8_u (i32.const 8192)))))
  ;; Not a constant, or it would be folded.
  (data (i32.const 8192) "\01")
)
