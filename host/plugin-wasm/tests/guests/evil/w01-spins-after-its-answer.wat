;; Answers, and loops when told that the answer was read.
;; exports: cli
;; mods: cli
;; expect: P0412
(module
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "cabi_post_optimus:plugin/cli@0.1.0#validate-question") (param i32) (loop $again (br $again)))
)
