;; Rejects if the cache knows the key that the question names.
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/cache@0.1.0" "get" (func $get (param i32 i32 i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param $name i32) (param $length i32) (param i32 i32) (result i32)
    ;; An option of bytes has the layout of a verdict: none or accepted, some or rejected.
    (call $get (local.get $name) (local.get $length) (i32.const 4104))
    (i32.const 4096))
)
