;; Answers with the value of the project's key KEY as the destination's name; with an empty name if it has none.
;; exports: dependency-resolver
;; mods: dependency-resolver
(module
  (import "optimus:plugin/call@0.1.0" "attribute" (func $attribute (param i32 i32 i32)))
  (;prelude;)
  (data (i32.const 2048) "project.config.KEY")
  (data (i32.const 2080) "proof")
  (func (export "optimus:plugin/dependency-resolver@0.1.0#generate-destination") (param i32 i32 i32 i32) (result i32)
    (call $attribute (i32.const 2048) (i32.const 18) (i32.const 8192))
    ;; ok: the destination is at 8, because an error holds something of eight bytes.
    (if (i32.load8_u (i32.const 8192)) (then
      (i32.store (i32.const 4104) (i32.load (i32.const 8196)))
      (i32.store (i32.const 4108) (i32.load (i32.const 8200)))))
    (i32.store (i32.const 4112) (i32.const 2080))
    (i32.store (i32.const 4116) (i32.const 5))
    (i32.const 4096))
)
