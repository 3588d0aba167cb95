;; Wants 256 MiB before it does anything.
;; exports:
;; mods:
;; pages: 4096
(module
  (;prelude;)
)
