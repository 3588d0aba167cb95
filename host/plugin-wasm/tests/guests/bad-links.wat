;; A survey of two questions, of which the first hangs on the second.
;; exports: cli
;; mods: cli
(module
  (;prelude;)
  (data (i32.const 8192) "ab")
  (func (export "optimus:plugin/cli@0.1.0#get-questions") (param i32 i32) (result i32)
    (i32.store (i32.const 16384) (i32.const 8192)) (i32.store (i32.const 16388) (i32.const 1))
    (i32.store8 (i32.const 16424) (i32.const 1)) (i32.store (i32.const 16428) (i32.const 1))
    (i32.store (i32.const 16484) (i32.const 8193)) (i32.store (i32.const 16488) (i32.const 1))
    (i32.store (i32.const 4104) (i32.const 16384))
    (i32.store (i32.const 4108) (i32.const 2))
    (i32.const 4096))
)
