#!/bin/sh
# Use amends as a filter, without a database: mentions in, the same mentions with a verdict out.
#   sh filter.sh < reviews.jsonl
# One line per mention, only `text` or `rating` is required: {"text": "Cold soup.", "rating": 2}
# Needs jq. A line that cannot be read gives an `error` and the others go on (exit code 4).
set -eu

amends score - | jq -r '
  if has("error") then "line \(.line)\t\(.error)"
  else [.priority.score, .severity.name, .playbook, (.text // "")[0:40]] | @tsv
  end'
