;; Rejects with the number of its calls, a digit, counted in a global and in memory; traps if the two disagree.
;; exports: cli
;; mods: cli
(module
  (;prelude;)
  (global $calls (mut i32) (i32.const 0))
  (data (i32.const 8192) "0")
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.store8 (i32.const 8192) (i32.add (i32.load8_u (i32.const 8192)) (i32.const 1)))
    (if (i32.ne (i32.load8_u (i32.const 8192)) (i32.add (global.get $calls) (i32.const 48))) (then unreachable))
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (i32.const 8192))
    (i32.store (i32.const 4112) (i32.const 1))
    (i32.const 4096))
  (func (export "optimus:plugin/cli@0.1.0#default-config") (param i32 i32) (result i32)
    (drop (memory.grow (i32.const 4))) unreachable)
)
