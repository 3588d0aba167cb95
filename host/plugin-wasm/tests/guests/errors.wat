;; Answers with each case of an error: which one is the length of the question's name.
;; exports: cli
;; mods: cli
(module
  (;prelude;)
  (data (i32.const 8192) "RANGE_STARTnot a dateawaycome back")
  ;; problem { field, message }, at 8256
  (data (i32.const 8256) "\00\20\00\00\0b\00\00\00\0b\20\00\00\0a\00\00\00")
  ;; failure { code, message, retry-after-ms: some(1500) }, at 8320
  (data (i32.const 8320) "\15\20\00\00\04\00\00\00\19\20\00\00\09\00\00\00\01\00\00\00\00\00\00\00\dc\05\00\00\00\00\00\00")
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32) (param $case i32) (param i32 i32) (result i32)
    (i32.store8 (i32.const 4096) (i32.const 1))
    (i32.store8 (i32.const 4104) (local.get $case))
    (if (local.get $case)
      (then (memory.copy (i32.const 4112) (i32.const 8320) (i32.const 32)))
      (else
        (i32.store (i32.const 4112) (i32.const 8256))
        (i32.store (i32.const 4116) (i32.const 1))))
    (i32.const 4096))
)
