;; What one tenant's call leaves behind and another's looks for. The length of the question's name says what is done:
;; 1: the secret is written wherever a plugin can write; 2: it is looked for in all of that, and the answer is what was found.
;; exports: cli
;; mods: cli
;; pages: 17
;; expect: accepted
(module
  (;prelude;)
  ;; A part of a text that stands in no request, and never in the memory itself: it is made of two halves.
  (global $half (mut i64) (i64.const 0x5345435245542d41))
  (global $secret (mut i64) (i64.const 0))
  (table $table 64 64 funcref)
  (elem $kept func $write)
  (data $kept "kept")
  (data (i32.const 12288) "original")

  (func $the-secret (result i64) (i64.xor (global.get $half) (i64.const 0x0102030405060708)))

  ;; In every second page of 4 KiB from 64 KiB on: more regions than a scan of pages reports at once, more bytes than are kept
  ;; resident, and in pages that are added only now. In an initialised page, a global, a table; and segments are dropped.
  (func $write
    (local $at i32)
    (drop (memory.grow (i32.const 48)))
    (local.set $at (i32.const 65536))
    (loop $next
      (i64.store (local.get $at) (call $the-secret))
      (i64.store offset=4088 (local.get $at) (call $the-secret))
      (local.set $at (i32.add (local.get $at) (i32.const 8192)))
      (br_if $next (i32.lt_u (local.get $at) (i32.mul (memory.size) (i32.const 65536)))))
    (i64.store (i32.const 12288) (call $the-secret))
    (global.set $secret (call $the-secret))
    (table.fill $table (i32.const 0) (ref.func $write) (i32.const 64))
    (data.drop $kept)
    (elem.drop $kept))

  ;; Answers 0, or the number of the place where something was left.
  (func $look (result i32)
    (local $at i32)
    (local $end i32)
    (if (i64.ne (global.get $secret) (i64.const 0)) (then (return (i32.const 1))))
    (if (i64.ne (i64.load (i32.const 12288)) (i64.const 0x6c616e696769726f)) (then (return (i32.const 2))))
    (loop $next
      (if (i32.eqz (ref.is_null (table.get $table (local.get $at)))) (then (return (i32.const 3))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 64))))
    (drop (memory.grow (i32.const 48)))
    (local.set $at (i32.const 0))
    (local.set $end (i32.mul (memory.size) (i32.const 65536)))
    (loop $next
      (if (i64.eq (i64.load (local.get $at)) (call $the-secret)) (then (return (i32.const 4))))
      ;; What a request of the other tenant said: "PASSWORD".
      (if (i64.eq (i64.load (local.get $at)) (i64.const 0x44524f5753534150)) (then (return (i32.const 5))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.sub (local.get $end) (i32.const 7)))))
    ;; Trap unless the segments are there again.
    (memory.init $kept (i32.const 16384) (i32.const 0) (i32.const 4))
    (table.init $table $kept (i32.const 0) (i32.const 0) (i32.const 1))
    (i32.const 0))

  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32) (param $what i32) (param i32 i32) (result i32)
    (local $found i32)
    (if (i32.eq (local.get $what) (i32.const 1))
      (then (call $write))
      (else
        (local.set $found (call $look))
        (if (local.get $found) (then
          (i32.store8 (i32.const 4104) (i32.const 1))
          (i32.store8 (i32.const 4160) (i32.add (local.get $found) (i32.const 48)))
          (i32.store (i32.const 4108) (i32.const 4160))
          (i32.store (i32.const 4112) (i32.const 1))))))
    (i32.const 4096))
)
