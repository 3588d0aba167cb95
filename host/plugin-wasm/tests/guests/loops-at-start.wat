;; Never gets as far as being asked: the start function of a module runs when it is instantiated.
;; exports:
;; mods:
(module
  (;prelude;)
  (func $spin (loop $again (br $again)))
  (start $spin)
)
