;; A survey of one question, whose rules are neither there nor not there.
;; exports: cli
;; mods: cli
;; call: get-questions
;; expect: P0414
(module
  (;prelude;)
  (data (i32.const 8192) "a")
  (func (export "optimus:plugin/cli@0.1.0#get-questions") (param i32 i32) (result i32)
    (i32.store (i32.const 16384) (i32.const 8192)) (i32.store (i32.const 16388) (i32.const 1))
    ;; Its parent is an option: 0 or 1.
    (i32.store8 (i32.const 16424) (i32.const 2))
    (i32.store (i32.const 4104) (i32.const 16384))
    (i32.store (i32.const 4108) (i32.const 1))
    (i32.const 4096))
)
