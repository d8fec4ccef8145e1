#!/usr/bin/env bash
# What the command-line tools of rabbitmq-c do, checked step by step. Takes the port; ends with an error at the first surprise.
set -euo pipefail

server=(--server 127.0.0.1 --port "$1")

expect() {
    [ "$2" = "$3" ] || { echo "$1: '$3' and not '$2'" >&2; exit 1; }
    echo "ok $1"
}

queue=$(amqp-declare-queue "${server[@]}" -d -q tools)
expect "declare a queue" tools "$queue"
amqp-publish "${server[@]}" -r tools -p -b "hello tools"
expect "get a message" "hello tools" "$(amqp-get "${server[@]}" -q tools)"
printf 'one\ntwo\nthree\n' | amqp-publish "${server[@]}" -r tools -p -l
expect "consume messages" "one two three" "$(timeout 20 amqp-consume "${server[@]}" -q tools -c 3 xargs echo | tr '\n' ' ' | sed 's/ *$//')"
code=0
amqp-get "${server[@]}" -q tools >/dev/null || code=$?
expect "get nothing" 2 "$code"
amqp-publish "${server[@]}" -r tools -b "left over"
expect "delete a queue" 1 "$(amqp-delete-queue "${server[@]}" -q tools)"
