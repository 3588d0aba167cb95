;; Wants a table of ten million entries.
;; exports:
;; mods:
;; call: load
;; expect: P0209
(module
  (;prelude;)
  (table 10000000 funcref)
)
