;; Asks for its output again and again, and gives none back.
;; exports: cli
;; mods: cli
(module
  (import "wasi:cli/stdout@0.2.0" "get-stdout" (func $stdout (result i32)))
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (loop $next (drop (call $stdout)) (br $next))
    unreachable)
)
