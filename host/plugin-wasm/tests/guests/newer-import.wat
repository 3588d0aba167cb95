;; Uses a function of `call` that a later contract may have.
;; exports:
;; mods:
(module
  (import "optimus:plugin/call@0.1.9" "tenant" (func (param i32)))
  (;prelude;)
)
