;; Imports a capability of WASI that this host offers to nobody.
;; exports:
;; mods:
(module
  (import "wasi:keyvalue/store@0.2.0" "forget-all" (func))
  (;prelude;)
)
