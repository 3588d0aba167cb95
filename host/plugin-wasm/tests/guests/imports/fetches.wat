;; Asks the server that the question names for the path that is the value, and rejects with what came of it: the status of the
;; answer, a space, what its body begins with, and `!` if it broke off; or one character, `A` and the number of the error. If it is
;; granted the secret KEY, the request has it in a header. Tests change the constants below.
;; exports: cli
;; mods: cli
;; pages: 4
(module
  (import "optimus:plugin/call@0.1.0" "attribute" (func $attribute (param i32 i32 i32)))
  (import "wasi:http/types@0.2.0" "[constructor]fields" (func $fields (result i32)))
  (import "wasi:http/types@0.2.0" "[method]fields.append" (func $append (param i32 i32 i32 i32 i32 i32)))
  (import "wasi:http/types@0.2.0" "[constructor]outgoing-request" (func $new (param i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-request.set-method" (func $set-method (param i32 i32 i32 i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-request.set-scheme" (func $set-scheme (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-request.set-authority" (func $set-authority (param i32 i32 i32 i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-request.set-path-with-query" (func $set-path (param i32 i32 i32 i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-request.body" (func $body (param i32 i32)))
  (import "wasi:http/types@0.2.0" "[method]outgoing-body.write" (func $body-write (param i32 i32)))
  (import "wasi:http/types@0.2.0" "[static]outgoing-body.finish" (func $body-finish (param i32 i32 i32 i32)))
  (import "wasi:http/outgoing-handler@0.2.0" "handle" (func $handle (param i32 i32 i32 i32)))
  (import "wasi:http/types@0.2.0" "[method]future-incoming-response.subscribe" (func $subscribe (param i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]future-incoming-response.get" (func $get (param i32 i32)))
  (import "wasi:io/poll@0.2.0" "[method]pollable.block" (func $block (param i32)))
  (import "wasi:http/types@0.2.0" "[method]incoming-response.status" (func $status (param i32) (result i32)))
  (import "wasi:http/types@0.2.0" "[method]incoming-response.consume" (func $consume (param i32 i32)))
  (import "wasi:http/types@0.2.0" "[method]incoming-body.stream" (func $stream (param i32 i32)))
  (import "wasi:io/streams@0.2.0" "[method]input-stream.blocking-read" (func $read (param i32 i64 i32)))
  (import "wasi:io/streams@0.2.0" "[method]output-stream.blocking-write-and-flush" (func $write (param i32 i32 i32 i32)))
  (import "wasi:io/streams@0.2.0" "[resource-drop]output-stream" (func $drop-output (param i32)))
  (;prelude;)
  (global $scheme i32 (i32.const 0)) ;; 1: https
  (global $method i32 (i32.const 0)) ;; 2: POST
  (global $requests i32 (i32.const 1)) ;; So many are begun before the first is waited for; of several, only letters are told.
  (global $chunks i32 (i32.const 0)) ;; So many times 4 KiB are sent.
  (data (i32.const 12288) "secret.KEY")
  (data (i32.const 12320) "authorization")
  (global $end (mut i32) (i32.const 16384))

  (func $say (param $letter i32)
    (i32.store8 (global.get $end) (local.get $letter))
    (global.set $end (i32.add (global.get $end) (i32.const 1))))

  (func $digit (param $number i32)
    (call $say (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10)))))

  ;; A future, or 0 if the request was refused before it was one.
  (func $begin (param $name i32) (param $length i32) (param $value i32) (param $size i32) (result i32)
    (local $request i32) (local $headers i32) (local $out i32) (local $left i32)
    (local.set $headers (call $fields))
    (call $attribute (i32.const 12288) (i32.const 10) (i32.const 8192))
    (if (i32.load8_u (i32.const 8192)) (then
      (call $append (local.get $headers) (i32.const 12320) (i32.const 13)
        (i32.load (i32.const 8196)) (i32.load (i32.const 8200)) (i32.const 8192))
      (if (i32.load8_u (i32.const 8192)) (then (call $say (i32.const 104)) (return (i32.const 0))))))
    (local.set $request (call $new (local.get $headers)))
    (drop (call $set-method (local.get $request) (global.get $method) (i32.const 0) (i32.const 0)))
    (drop (call $set-scheme (local.get $request) (i32.const 1) (global.get $scheme) (i32.const 0) (i32.const 0)))
    (if (call $set-authority (local.get $request) (i32.const 1) (local.get $name) (local.get $length)) (then
      (call $say (i32.const 97)) (return (i32.const 0))))
    (if (call $set-path (local.get $request) (i32.const 1) (local.get $value) (local.get $size)) (then
      (call $say (i32.const 112)) (return (i32.const 0))))
    (if (global.get $chunks) (then
      (call $body (local.get $request) (i32.const 8192))
      (local.set $out (i32.load (i32.const 8196)))))
    (call $handle (local.get $request) (i32.const 0) (i32.const 0) (i32.const 8192))
    (if (i32.load8_u (i32.const 8192)) (then
      (call $say (i32.add (i32.const 65) (i32.load8_u (i32.const 8200))))
      (return (i32.const 0))))
    (local.set $request (i32.load (i32.const 8200)))
    (if (global.get $chunks) (then (call $send (local.get $out))))
    (local.get $request))

  (func $send (param $body i32)
    (local $stream i32) (local $left i32)
    (call $body-write (local.get $body) (i32.const 8192))
    (local.set $stream (i32.load (i32.const 8196)))
    (local.set $left (global.get $chunks))
    (block $broken
      (loop $next
        (call $write (local.get $stream) (i32.const 65536) (i32.const 4096) (i32.const 8192))
        (br_if $broken (i32.load8_u (i32.const 8192)))
        (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
    (call $drop-output (local.get $stream))
    (call $body-finish (local.get $body) (i32.const 0) (i32.const 0) (i32.const 8192)))

  ;; An answer, or 0 if there is none.
  (func $wait (param $future i32) (result i32)
    (call $block (call $subscribe (local.get $future)))
    (call $get (local.get $future) (i32.const 8192))
    (if (i32.load8_u (i32.const 8208)) (then
      (call $say (i32.add (i32.const 65) (i32.load8_u (i32.const 8216))))
      (return (i32.const 0))))
    (i32.load (i32.const 8216)))

  (func $tell (param $answer i32)
    (local $stream i32) (local $size i32)
    (local.set $size (call $status (local.get $answer)))
    (call $digit (i32.div_u (local.get $size) (i32.const 100)))
    (call $digit (i32.div_u (local.get $size) (i32.const 10)))
    (call $digit (local.get $size))
    (call $say (i32.const 32))
    (call $consume (local.get $answer) (i32.const 8192))
    (call $stream (i32.load (i32.const 8196)) (i32.const 8192))
    (local.set $stream (i32.load (i32.const 8196)))
    (block $closed
      (loop $next
        (global.set $heap (i32.const 1048576))
        (call $read (local.get $stream) (i64.const 65536) (i32.const 8192))
        (if (i32.load8_u (i32.const 8192)) (then
          (if (i32.eqz (i32.load8_u (i32.const 8196))) (then (call $say (i32.const 33))))
          (br $closed)))
        (local.set $size (i32.load (i32.const 8200)))
        ;; The first thousand bytes are told.
        (if (i32.lt_u (i32.add (global.get $end) (local.get $size)) (i32.const 17384)) (then
          (memory.copy (global.get $end) (i32.load (i32.const 8196)) (local.get $size))
          (global.set $end (i32.add (global.get $end) (local.get $size)))))
        (br $next))))

  (func (export "optimus:plugin/cli@0.1.0#validate-question")
    (param $name i32) (param $length i32) (param $value i32) (param $size i32) (result i32)
    (local $left i32) (local $future i32)
    (if (i32.eq (global.get $requests) (i32.const 1))
      (then
        (local.set $future (call $begin (local.get $name) (local.get $length) (local.get $value) (local.get $size)))
        (if (local.get $future) (then
          (local.set $future (call $wait (local.get $future)))
          (if (local.get $future) (then (call $tell (local.get $future)))))))
      (else
        (loop $next
          (i32.store (i32.add (i32.const 20480) (i32.shl (local.get $left) (i32.const 2)))
            (call $begin (local.get $name) (local.get $length) (local.get $value) (local.get $size)))
          (local.set $left (i32.add (local.get $left) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $left) (global.get $requests))))
        (loop $next
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (local.set $future (i32.load (i32.add (i32.const 20480) (i32.shl (local.get $left) (i32.const 2)))))
          (if (local.get $future) (then
            (if (call $wait (local.get $future)) (then (call $say (i32.const 122))))))
          (br_if $next (local.get $left)))))
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (i32.const 16384))
    (i32.store (i32.const 4112) (i32.sub (global.get $end) (i32.const 16384)))
    (i32.const 4096))
)
