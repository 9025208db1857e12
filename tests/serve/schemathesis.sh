#!/usr/bin/env bash
# Asks the real program what its document promises: every check of schemathesis, at least 2,000 cases.
# Usage: tests/serve/schemathesis.sh [PROGRAM]. It installs schemathesis into target/ if it is not there.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly VERSION=4.32.5 LEAST=2000
program=${1:-}
if [[ -z $program ]]; then
  cargo build --locked --quiet
  program=target/debug/onwatch
fi
if ! command -v schemathesis >/dev/null; then
  tools=target/schemathesis-$VERSION
  [[ -x $tools/bin/schemathesis ]] || { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet "schemathesis==$VERSION"; }
  PATH=$PWD/$tools/bin:$PATH
fi

work=$(mktemp -d)
server=
finish() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

export ONWATCH_HOME=$work/home
# A rate would refuse most of the cases.
mkdir -p "$work/home/config"
printf '[serve]\nrate = ""\n' >"$work/home/config/config.toml"
chmod -R go= "$work/home"
token=$("$program" token add schemathesis --scope admin)
# Port 0: the system chooses a free one, and the first line says which.
"$program" serve --listen 127.0.0.1:0 2>"$work/said" &
server=$!
for _ in {1..100}; do
  grep -q 'listening on' "$work/said" && break
  sleep 0.1
done
address=$(sed -n 's/.*listening on \(http:\/\/\)\{0,1\}//p' "$work/said" | head -1)
[[ -n $address ]] || { cat "$work/said"; exit 1; }

failed=0
# The cases are the same in each run. To look for new ones: SCHEMATHESIS_SEED=$RANDOM
schemathesis --config-file tests/serve/schemathesis.toml run --seed "${SCHEMATHESIS_SEED:-20260105}" "http://$address/openapi.json" \
  --header "Authorization: Bearer $token" \
  >"$work/report" 2>&1 || failed=$?
tail -n "${SCHEMATHESIS_LINES:-40}" "$work/report"
kill -0 "$server" || { echo "the server ended"; exit 1; }
cases=$(sed -n 's/.*Test cases:$//p; s/.*[^0-9]\([0-9][0-9]*\) generated.*/\1/p' "$work/report" | tail -1)
cases=${cases//,/}
echo "cases: ${cases:-0}, at least $LEAST"
[[ $failed -eq 0 && ${cases:-0} -ge $LEAST ]]
