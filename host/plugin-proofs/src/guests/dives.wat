;; Calls itself 12,000 times deep, of which each takes 16 bytes and more, then answers.
;; exports: cli
;; mods: cli
(module
  (;prelude;)
  (func $dive (param $left i32) (result i32)
    (if (result i32) (i32.eqz (local.get $left))
      (then (i32.const 0))
      (else (i32.add (i32.const 1) (call $dive (i32.sub (local.get $left) (i32.const 1)))))))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (drop (call $dive (i32.const 12000)))
    (i32.const 4096))
)
