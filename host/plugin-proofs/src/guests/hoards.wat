;; Remembers a hundred keys with 1,000 bytes each, for a day; rejects with a letter for each that the cache then knows.
;; A question that is not `Q` is only looked for.
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/cache@0.1.0" "get" (func $get (param i32 i32 i32)))
  (import "optimus:plugin/cache@0.1.0" "set" (func $set (param i32 i32 i32 i32 i64 i32)))
  (;prelude;)
  ;; A key of two bytes at 8192.
  (func $key (param $number i32)
    (i32.store8 (i32.const 8192) (i32.add (i32.const 48) (i32.div_u (local.get $number) (i32.const 10))))
    (i32.store8 (i32.const 8193) (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10)))))
  (func $hoard
    (local $number i32)
    (loop $next
      (call $key (local.get $number))
      (call $set (i32.const 8192) (i32.const 2) (i32.const 16384) (i32.const 1000) (i64.const 86400000) (i32.const 8200))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $number) (i32.const 100)))))
  ;; How many are known; a letter for each at 12288.
  (func $count (result i32)
    (local $number i32) (local $known i32)
    (loop $next
      (call $key (local.get $number))
      (call $get (i32.const 8192) (i32.const 2) (i32.const 8200))
      (if (i32.load8_u (i32.const 8200))
        (then
          (i32.store8 offset=12288 (local.get $known) (i32.const 120))
          (local.set $known (i32.add (local.get $known) (i32.const 1)))))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $number) (i32.const 100))))
    (local.get $known))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param $name i32) (param i32 i32 i32) (result i32)
    (if (i32.eq (i32.load8_u (local.get $name)) (i32.const 81)) (then (call $hoard)))
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (i32.const 12288))
    (i32.store (i32.const 4112) (call $count))
    (i32.const 4096))
)
