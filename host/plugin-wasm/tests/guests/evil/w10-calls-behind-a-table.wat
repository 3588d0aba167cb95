;; Calls an entry that a table does not have.
;; exports: cli
;; mods: cli
;; expect: P0410
(module
  (;prelude;)
  (table $table 1 funcref)
  (type $none (func))
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call_indirect $table (type $none) (i32.const 1)) (i32.const 4096))
)
