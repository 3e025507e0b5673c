#!/bin/sh
# Read every source, name those that did not end well, and say so in the exit code (1).
#   sh sources.sh || echo "have a look"
# Needs jq. `check` itself exits with 4 in that case; this says which source and why.
set -eu

run=$(amends check --json) || test $? -eq 4 # the listing is complete all the same
printf '%s\n' "$run" | jq -r '.sources[] | "\(.name)\t\(.outcome)\t\(.new) new\t\(.error // "")"'
printf '%s\n' "$run" | jq -e 'all(.sources[]; .outcome | IN("ok", "unchanged", "empty"))' >/dev/null
