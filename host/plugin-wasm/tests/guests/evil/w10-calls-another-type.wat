;; Calls a function of a table as if it had another type.
;; exports: cli
;; mods: cli
;; expect: P0410
(module
  (;prelude;)
  (table $table funcref (elem $other))
  (func $other (param i64))
  (type $none (func))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call_indirect $table (type $none) (i32.const 0)) (i32.const 4096))
)
