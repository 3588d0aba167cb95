;; Exports a survey and does not list it; lists a resolver and does not export it.
;; exports: cli
;; mods: dependency-resolver
(module
  (;prelude;)
)
