#!/bin/sh
# What a status bar, a chat bot or a spreadsheet may want of the summary, the alerts and the report.
#   sh today.sh
# Needs jq. These three commands only read: run them as often as you like.
set -eu

echo "The day in one line"
digest=$(amends digest --json)
printf '%s\n' "$digest" | jq -r .subject

echo "What to do first: id, what, place, hours late"
printf '%s\n' "$digest" |
  jq -r '.items[] | [.mention.id, if .phone_first then "phone" else .group end,
    .mention.place // "-", ((.late_seconds // 0) / 3600 | floor)] | @tsv'

echo "The reply to the first one, ready to copy"
printf '%s\n' "$digest" | jq -r '.items[0].draft.text? // "-"'

echo "What is alarming: id, how bad, since when, why; and whether anybody was told"
amends alerts --json |
  jq -r '.items[] | [.id, .level, .first_seen_at, .because[0] // .headline,
    if .told == {} then "not told" else "told" end] | @tsv'

echo "The last 30 days: solved of raised, hours to the first answer (half of them, nine of ten)"
report=$(amends report --since 30d --json)
printf '%s\n' "$report" | jq -r '"\(.solved.now.count) of \(.solved.now.n)"
  + (if .solved.now.few then " (few)" else "" end)'
printf '%s\n' "$report" | jq -r '.response.now | "\(.median // "-")\t\(.most // "-")"'

echo "What went wrong most: times, what, where"
printf '%s\n' "$report" | jq -r '.causes[] | [.raised.now.count, ([.topic] + .also | join("/")), .place // "-"] | @tsv'
