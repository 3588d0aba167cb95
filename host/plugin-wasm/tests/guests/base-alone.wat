;; Only registers itself.
;; exports:
;; mods:
(module
  (;prelude;)
)
