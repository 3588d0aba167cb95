;; Rejects with the attribute that the question names; accepts if there is none. An empty question asks whether the run is dry.
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/call@0.1.0" "attribute" (func $attribute (param i32 i32 i32)))
  (import "optimus:plugin/call@0.1.0" "dry-run" (func $dry-run (result i32)))
  (import "optimus:plugin/call@0.1.0" "deadline" (func $deadline (param i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param $name i32) (param $length i32) (param i32 i32) (result i32)
    (if (i32.eqz (local.get $length)) (then
      (i32.store8 (i32.const 4104) (call $dry-run))
      (return (i32.const 4096))))
    ;; An option of a string has the layout of a verdict: none or accepted, some or rejected.
    (call $attribute (local.get $name) (local.get $length) (i32.const 4104))
    (i32.const 4096))
  ;; Traps unless the deadline is more than a second away.
  (func (export "optimus:plugin/cli@0.1.0#default-config") (param i32 i32) (result i32)
    (call $deadline (i32.const 8192))
    (if (i32.eqz (i32.load8_u (i32.const 8192))) (then unreachable))
    (if (i64.lt_u (i64.load (i32.const 8200)) (i64.const 1000)) (then unreachable))
    (i32.const 4096))
)
