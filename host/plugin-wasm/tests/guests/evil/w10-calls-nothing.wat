;; Calls an entry of a table that is empty.
;; exports: cli
;; mods: cli
;; expect: P0410
(module
  (;prelude;)
  (table $table 1 funcref)
  (type $none (func))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call_indirect $table (type $none) (i32.const 0)) (i32.const 4096))
)
