# An app's first day: a sandbox, an event, an alert, two days that pass, and the feed. Needs curl and jq.
# A webhook needs a program that listens: see the same in Python or TypeScript. CARRYOVER_URL names the service.
set -euo pipefail
url=${CARRYOVER_URL:-http://127.0.0.1:8080}

ask() { # KEY PATH [more for curl]
  curl -sS --fail-with-body "$url$2" -H "Authorization: Bearer $1" "${@:3}"
}

# 1. A sandbox: an organisation of your own, with invented patients. Its keys are shown this once.
sandbox=$(curl -sS --fail-with-body -X POST "$url/v1/sandboxes" -H 'Content-Type: application/json' \
  -d '{"partner_name":"My app"}')
patient=$(jq -r '.patient_ids[0]' <<<"$sandbox")
partner=$(jq -r .api_keys.partner <<<"$sandbox")
therapist=$(jq -r .api_keys.therapist <<<"$sandbox")
echo "sandbox $(jq -r .organisation_id <<<"$sandbox")"

# 2. The first event: a patient reports pain of 8. Under the same source and id it may be sent again and again.
event=$(jq -n --arg patient "$patient" --arg time "$(date -u +%Y-%m-%dT%H:%M:%SZ)" '{
  specversion: "1.0", id: "first", source: "https://my-app.example",
  type: "org.carryover.symptom.reported", subject: $patient, time: $time,
  data: {kind: "pain", level: 8, region: "knee", side: "left", timing: "during"}}')
echo "event $(ask "$partner" /v1/events -H 'Content-Type: application/cloudevents+json' -d "$event" | jq -r .status)"

# 3. The therapist has an alert.
alert_of() { # RULE [PATIENT]
  for _ in $(seq 300); do
    found=$(ask "$therapist" '/v1/alerts?status=open' | jq -c --arg rule "$1" --arg whose "${2:-}" \
      'first(.alerts[] | select(.rule == $rule and ($whose == "" or .patient_id == $whose))) // empty')
    if [ -n "$found" ]; then echo "$found" && return; fi
    sleep 0.1
  done
  return 1
}
echo "alert $(alert_of high_pain "$patient" | jq -r '.rule + " " + .grade')"

# 4. Two days pass in the sandbox, and some patients have said nothing.
moved=$(ask "$partner" /v1/sandbox/clock -H 'Content-Type: application/json' -d '{"forward":48}' | jq -r .now)
later=$([[ "$moved" > "$(jq -r .now <<<"$sandbox")" ]] && echo True || echo False)
echo "clock $later $(alert_of silent | jq -r .rule)"

# 5. The feed has everything in order. Keep `next` with what you have worked through, and go on from there.
seen=0 after='' more=true
while [ "$more" = true ]; do
  page=$(ask "$partner" "/v1/events?limit=500${after:+&after=$after}")
  seen=$((seen + $(jq '.events | length' <<<"$page")))
  after=$(jq -r .next <<<"$page") more=$(jq -r .more <<<"$page")
done
echo "feed $([ $seen -gt 1000 ] && echo True || echo False)"
