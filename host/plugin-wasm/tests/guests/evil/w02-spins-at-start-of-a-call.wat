;; Behaves while it is loaded, and never gets as far as its call later: its start function loops in a dry run only.
;; exports: cli
;; mods: cli
;; expect: P0412
(module
  (import "optimus:plugin/call@0.1.0" "dry-run" (func $dry-run (result i32)))
  (;prelude;)
  (func $spin (if (call $dry-run) (then (loop $again (br $again)))))
  (start $spin)
)
