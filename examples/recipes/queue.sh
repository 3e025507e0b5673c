#!/bin/sh
# Questions to the queue, one line each. Copy the one you need, or run them all:
#   sh queue.sh
# Needs jq. `--json` puts the answer on stdout and nothing else; warnings go to stderr.
set -eu

echo "The ten that come first: id, priority, place, first words"
amends inbox --json --limit 10 |
  jq -r '.items[] | [.id, .priority.score, .place // "-", .text[0:40]] | @tsv'

echo "Why the first one is first: the points add up to its priority"
amends inbox --json --limit 1 |
  jq -r '.items[0].priority.reasons[]? | "\(.points)\t\(.because)"'

echo "How many are late"
amends inbox --json | jq '[.items[] | select(.handling.overdue)] | length'

echo "What people write about, most frequent first"
amends inbox --json |
  jq -r '[.items[].topics[]] | group_by(.) | sort_by(-length)[] | "\(length)\t\(.[0])"'

echo "Languages in the queue"
amends inbox --json |
  jq -r '.items | group_by(.language.code)[] | "\(length)\t\(.[0].language.code)"'
