;; Sends as many requests as the first character of the answer says, one after the other, to the authority that the question
;; names, and reads each answer to its end. It rejects with one letter for each: `o` for an answer that was read whole, `d` for a
;; request that was denied or failed, `c` for an answer that was cut off.
;;
;; With the second character `k` it keeps each answer unread, and with it the connection. With the third, a digit, it sends so many KiB
;; in the path.
;; exports: cli
;; mods: cli
;; pages: 4
(module
  (import "wasi:http/types@0.2.0" "[constructor]fields" (func $fields (result i32)))
  (import "wasi:http/types@0.2.0" "[constructor]outgoing-request" (func $request (param i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-request.set-scheme"
    (func $set-scheme (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-request.set-authority"
    (func $set-authority (param i32 i32 i32 i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-request.set-path-with-query"
    (func $set-path (param i32 i32 i32 i32) (result i32)))
  (import "wasi:http/outgoing-handler@0.2.0" "handle" (func $handle (param i32 i32 i32 i32)))
  (import "wasi:http/types@0.2.0" "[method]future-incoming-response.subscribe" (func $subscribe (param i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]future-incoming-response.get" (func $get (param i32 i32)))
  (import "wasi:http/types@0.2.0" "[method]incoming-response.consume" (func $consume (param i32 i32)))
  (import "wasi:http/types@0.2.0" "[method]incoming-body.stream" (func $stream (param i32 i32)))
  (import "wasi:http/types@0.2.0" "[resource-drop]future-incoming-response" (func $drop-future (param i32)))
  (import "wasi:http/types@0.2.0" "[resource-drop]incoming-response" (func $drop-response (param i32)))
  (import "wasi:http/types@0.2.0" "[resource-drop]incoming-body" (func $drop-body (param i32)))
  (import "wasi:io/poll@0.2.0" "[method]pollable.block" (func $block (param i32)))
  (import "wasi:io/poll@0.2.0" "[resource-drop]pollable" (func $drop-pollable (param i32)))
  (import "wasi:io/streams@0.2.0" "[method]input-stream.blocking-read" (func $read (param i32 i64 i32)))
  (import "wasi:io/streams@0.2.0" "[resource-drop]input-stream" (func $drop-stream (param i32)))
  (;prelude;)
  ;; One request; its letter.
  (func $once (param $authority i32) (param $length i32) (param $keep i32) (param $path i32) (result i32)
    (local $future i32) (local $pollable i32) (local $request i32) (local $response i32) (local $body i32) (local $stream i32)
    (local $letter i32)
    (local.set $request (call $request (call $fields)))
    (drop (call $set-scheme (local.get $request) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))
    (drop (call $set-authority (local.get $request) (i32.const 1) (local.get $authority) (local.get $length)))
    (drop (call $set-path (local.get $request) (i32.const 1) (i32.const 65536) (local.get $path)))
    ;; result<future-incoming-response, error-code>: the payload is at 8.
    (call $handle (local.get $request) (i32.const 0) (i32.const 0) (i32.const 16384))
    (if (i32.load8_u (i32.const 16384)) (then (return (i32.const 100))))
    (local.set $future (i32.load (i32.const 16392)))
    (local.set $pollable (call $subscribe (local.get $future)))
    (call $block (local.get $pollable))
    (call $drop-pollable (local.get $pollable))
    ;; option<result<result<incoming-response, error-code>>>: the inner result is at 16, the response at 24.
    (call $get (local.get $future) (i32.const 16384))
    (if (i32.load8_u (i32.const 16400)) (then (return (i32.const 100))))
    (local.set $response (i32.load (i32.const 16408)))
    (if (local.get $keep) (then (return (i32.const 111))))
    (call $consume (local.get $response) (i32.const 16384))
    (local.set $body (i32.load (i32.const 16388)))
    (call $stream (local.get $body) (i32.const 16384))
    (local.set $stream (i32.load (i32.const 16388)))
    (loop $more
      (call $read (local.get $stream) (i64.const 4096) (i32.const 16384))
      (br_if $more (i32.eqz (i32.load8_u (i32.const 16384)))))
    ;; stream-error: last-operation-failed, or closed.
    (local.set $letter (select (i32.const 111) (i32.const 99) (i32.load8_u (i32.const 16388))))
    (call $drop-stream (local.get $stream))
    (call $drop-body (local.get $body))
    (call $drop-response (local.get $response))
    (call $drop-future (local.get $future))
    (local.get $letter))
  (func (export "optimus:plugin/cli@0.1.0#validate-question")
      (param $authority i32) (param $length i32) (param $value i32) (param i32) (result i32)
    (local $i i32) (local $count i32) (local $path i32)
    (memory.fill (i32.const 65536) (i32.const 120) (i32.const 65536))
    (i32.store8 (i32.const 65536) (i32.const 47))
    (local.set $count (i32.sub (i32.load8_u (local.get $value)) (i32.const 48)))
    (local.set $path (i32.add (i32.const 1) (i32.shl
      (i32.sub (i32.load8_u offset=2 (local.get $value)) (i32.const 48)) (i32.const 10))))
    (loop $next
      (i32.store8 (i32.add (i32.const 32768) (local.get $i))
        (call $once (local.get $authority) (local.get $length)
          (i32.eq (i32.load8_u offset=1 (local.get $value)) (i32.const 107)) (local.get $path)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $count))))
    ;; ok(rejected(text))
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (i32.const 32768))
    (i32.store (i32.const 4112) (local.get $count))
    (i32.const 4096))
)
