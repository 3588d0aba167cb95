;; Leaves its survey to a yaml.
;; exports: dependency-resolver
;; mods: dependency-resolver
(module
  (;prelude;)
)
