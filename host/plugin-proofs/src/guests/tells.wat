;; Rejects with the attribute that the question names; accepts if there is none.
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/call@0.1.0" "attribute" (func $attribute (param i32 i32 i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param $name i32) (param $length i32) (param i32 i32) (result i32)
    ;; An option of a string has the layout of a verdict: none or accepted, some or rejected.
    (call $attribute (local.get $name) (local.get $length) (i32.const 4104))
    (i32.const 4096))
)
