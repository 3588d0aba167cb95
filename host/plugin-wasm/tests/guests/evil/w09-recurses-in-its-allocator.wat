;; Calls itself without end where the host asks it for room.
;; exports: cli
;; mods: cli
;; realloc: own
;; expect: P0415
(module
  (;prelude;)
  (func $room (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (i32.add (call $room (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1)) (i32.const 8)))
)
