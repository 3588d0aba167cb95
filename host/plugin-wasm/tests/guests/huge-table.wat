;; Wants a table of ten million entries.
;; exports:
;; mods:
(module
  (;prelude;)
  (table 10000000 funcref)
)
