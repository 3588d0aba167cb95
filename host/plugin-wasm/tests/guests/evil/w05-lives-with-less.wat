;; Asks for memory and for entries of a table a thousand times after it was refused, and answers all the same: growing failed.
;; exports: cli
;; mods: cli
;; expect: accepted
(module
  (;prelude;)
  (table $table 1 funcref)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (local $refused i32)
    (loop $more
      (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1))
        (then (local.set $refused (i32.add (local.get $refused) (i32.const 1)))))
      (drop (table.grow $table (ref.null func) (i32.const 1000)))
      (br_if $more (i32.lt_u (local.get $refused) (i32.const 1000))))
    ;; 128 MiB are 2,048 pages; a table has 32,768 entries at most.
    (if (i32.gt_u (memory.size) (i32.const 2048)) (then unreachable))
    (if (i32.gt_u (table.size $table) (i32.const 32768)) (then unreachable))
    (i32.const 4096))
)
