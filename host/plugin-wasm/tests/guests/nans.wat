;; Rejects with the bits of four numbers that are none, in hexadecimal: a NaN has no one form, and processors differ in which they make.
;; exports: cli
;; mods: cli
(module
  (;prelude;)
  (global $at (mut i32) (i32.const 8192))
  (func $write (param $bits i64)
    (local $i i32) (local $digit i32)
    (loop $next
      (local.set $digit (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 60))))
      (local.set $bits (i64.shl (local.get $bits) (i64.const 4)))
      (i32.store8 (global.get $at) (i32.add (local.get $digit)
        (select (i32.const 48) (i32.const 87) (i32.lt_u (local.get $digit) (i32.const 10)))))
      (global.set $at (i32.add (global.get $at) (i32.const 1)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 16)))))
  (func $of_nothing (param $a f64) (param $b f64) (result i64)
    (i64.reinterpret_f64 (f64.div (local.get $a) (local.get $b))))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $write (call $of_nothing (f64.const 0) (f64.const 0)))
    (call $write (i64.reinterpret_f64 (f64.sub (f64.const inf) (f64.const inf))))
    (call $write (i64.reinterpret_f64 (f64.sqrt (f64.neg (f64.convert_i32_s (global.get $at))))))
    (call $write (i64.reinterpret_f64 (f64.add (f64.const nan:0x8000000000123) (f64.const 1))))
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (i32.const 8192))
    (i32.store (i32.const 4112) (i32.const 64))
    (i32.const 4096))
)
