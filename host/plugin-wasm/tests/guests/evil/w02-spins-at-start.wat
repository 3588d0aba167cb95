;; Never gets as far as being asked: the start function of a module runs when it is instantiated.
;; exports:
;; mods:
;; call: load
;; expect: P0412
(module
  (;prelude;)
  (func $spin (loop $again (br $again)))
  (start $spin)
)
