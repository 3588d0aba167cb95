;; Wants 256 MiB before it does anything.
;; exports:
;; mods:
;; pages: 4096
;; call: load
;; expect: P0411 memory = 128 MiB
(module
  (;prelude;)
)
