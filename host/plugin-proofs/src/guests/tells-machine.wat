;; Rejects with what it finds of the machine: the question `clock` asks for the time, `random` for a number, `environment` for
;; the only variable. Accepts where it finds nothing.
;; exports: cli
;; mods: cli
(module
  (import "wasi:clocks/wall-clock@0.2.0" "now" (func $now (param i32)))
  (import "wasi:random/random@0.2.0" "get-random-u64" (func $random (result i64)))
  (import "wasi:cli/environment@0.2.0" "get-environment" (func $environment (param i32)))
  (;prelude;)
  (data (i32.const 9000) "it moves")
  (data (i32.const 9100) "several variables")
  (func $accept (result i32) (i32.const 4096))
  (func $reject (param $text i32) (param $length i32) (result i32)
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (local.get $text))
    (i32.store (i32.const 4112) (local.get $length))
    (i32.const 4096))

  (func $clock (result i32)
    (call $now (i32.const 8192))
    ;; Seconds since 1970.
    (if (result i32) (i64.eqz (i64.load (i32.const 8192)))
      (then (call $accept))
      (else (call $reject (i32.const 9000) (i32.const 8)))))

  ;; A letter for every four bits.
  (func $chance (result i32)
    (local $number i64) (local $at i32)
    (local.set $number (call $random))
    (loop $next
      (i32.store8 offset=8192 (local.get $at)
        (i32.add (i32.const 97) (i32.wrap_i64 (i64.and (local.get $number) (i64.const 15)))))
      (local.set $number (i64.shr_u (local.get $number) (i64.const 4)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 16))))
    (call $reject (i32.const 8192) (i32.const 16)))

  (func $variable (result i32)
    (local $first i32)
    (call $environment (i32.const 8192))
    (if (i32.gt_u (i32.load (i32.const 8196)) (i32.const 1)) (then (return (call $reject (i32.const 9100) (i32.const 17)))))
    (local.set $first (i32.load (i32.const 8192)))
    (if (result i32) (i32.eqz (i32.load (i32.const 8196)))
      (then (call $accept))
      (else (call $reject (i32.load offset=8 (local.get $first)) (i32.load offset=12 (local.get $first))))))

  ;; By the first letter.
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param $name i32) (param i32 i32 i32) (result i32)
    (local $letter i32)
    (local.set $letter (i32.load8_u (local.get $name)))
    (if (i32.eq (local.get $letter) (i32.const 99)) (then (return (call $clock))))
    (if (i32.eq (local.get $letter) (i32.const 114)) (then (return (call $chance))))
    (call $variable))
)
