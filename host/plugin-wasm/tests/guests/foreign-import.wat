;; Imports something that no contract has.
;; exports:
;; mods:
(module
  (import "$root" "launch" (func))
  (;prelude;)
)
