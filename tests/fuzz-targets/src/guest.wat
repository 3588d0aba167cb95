;; Answers every call with what the host told it in the fact `told`: two letters for each byte; the first four bytes are the address
;; of the answer, the others are copied to 4096.
;; exports: cli asset-compiler dependency-resolver
;; mods: cli dependency-resolver
(module
  (import "optimus:plugin/call@0.1.0" "attribute" (func $attribute (param i32 i32 i32)))
  (;prelude;)
  (data (i32.const 2048) "told")

  (func $byte (param $at i32) (result i32)
    (i32.or
      (i32.shl (i32.sub (i32.load8_u (local.get $at)) (i32.const 97)) (i32.const 4))
      (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 97))))

  (func $told (result i32)
    (local $from i32) (local $end i32) (local $to i32)
    (call $attribute (i32.const 2048) (i32.const 4) (i32.const 3072))
    (local.set $from (i32.load (i32.const 3076)))
    (local.set $end (i32.add (local.get $from) (i32.load (i32.const 3080))))
    (i32.store8 (i32.const 3088) (call $byte (local.get $from)))
    (i32.store8 (i32.const 3089) (call $byte (i32.add (local.get $from) (i32.const 2))))
    (i32.store8 (i32.const 3090) (call $byte (i32.add (local.get $from) (i32.const 4))))
    (i32.store8 (i32.const 3091) (call $byte (i32.add (local.get $from) (i32.const 6))))
    (local.set $from (i32.add (local.get $from) (i32.const 8)))
    (local.set $to (i32.const 4096))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (i32.store8 (local.get $to) (call $byte (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 2)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (br $next)))
    (i32.load (i32.const 3088)))

  (func (export "optimus:plugin/cli@0.1.0#get-questions") (param i32 i32) (result i32) (call $told))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32) (call $told))
  (func (export "optimus:plugin/cli@0.1.0#default-config") (param i32 i32) (result i32) (call $told))
  (func (export "optimus:plugin/cli@0.1.0#default-assets") (param i32 i32) (result i32) (call $told))
  (func (export "optimus:plugin/asset-compiler@0.1.0#compile-assets") (param i32 i32 i32 i32 i64 i32 i64 i32 i32 i32) (result i32) (call $told))
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-destination") (param i32 i32 i32 i32) (result i32) (call $told))
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-dependencies") (param i32 i32 i32 i32) (result i32) (call $told))
)
