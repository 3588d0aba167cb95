;; Rejects with what it remembers under the name of the question, and then remembers the value under it, for an hour; without a
;; value it does not. A value that is refused is rejected with `!`.
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/cache@0.1.0" "get" (func $get (param i32 i32 i32)))
  (import "optimus:plugin/cache@0.1.0" "set" (func $set (param i32 i32 i32 i32 i64 i32)))
  (;prelude;)
  (data (i32.const 12288) "!")
  (func (export "optimus:plugin/cli@0.1.0#validate-question")
    (param $name i32) (param $length i32) (param $value i32) (param $size i32) (result i32)
    ;; An option of bytes has the layout of a verdict: none or accepted, some or rejected.
    (call $get (local.get $name) (local.get $length) (i32.const 4104))
    (if (local.get $size) (then
      (call $set (local.get $name) (local.get $length) (local.get $value) (local.get $size)
        (i64.const 3600000) (i32.const 8192))
      (if (i32.load8_u (i32.const 8192)) (then
        (i32.store8 (i32.const 4104) (i32.const 1))
        (i32.store (i32.const 4108) (i32.const 12288))
        (i32.store (i32.const 4112) (i32.const 1))))))
    (i32.const 4096))
)
