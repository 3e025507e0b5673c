#!/bin/sh
# One text file with a draft for each of the first five, to edit in one go before opening hours.
#   sh drafts.sh > today.txt
# Needs jq. Nothing is sent; a draft without text says why no reply is wanted.
set -eu

for id in $(amends inbox --ids --limit 5); do
  echo "== $id"
  amends draft "$id" --json | jq -r '.text // .because'
  echo
done
