;; The same by way of `_initialize`, which a component calls from a module of its own when it is instantiated.
;; exports:
;; mods:
;; call: load
;; expect: P0412
(module
  (;prelude;)
  (func (export "_initialize") (loop $again (br $again)))
)
