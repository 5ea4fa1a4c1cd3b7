#!/usr/bin/env bash
# Needs curl, openssl and nuvera.env in the same folder. Run: bash first-call.sh. No program receives a secret as an argument.
set -euo pipefail
set -a && . ./nuvera.env && set +a
method=GET uri='/api/v1/signature/diagnose'

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
now=$(date +%s)
hash=$(printf '' | openssl dgst -sha256 -r | cut -d ' ' -f 1)
claims=$(printf '{"iss":"nuvera-api","aud":"nuvera-rest-api","sub":"%s","method":"%s","uri":"%s",' \
  "$NUVERA_API_KEY" "$method" "$uri"
  printf '"bodyHash":"%s","iat":%d,"exp":%d,"jti":"%s"}' "$hash" "$now" "$((now + 60))" "$(openssl rand -hex 16)")
input=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url).$(printf '%s' "$claims" | base64url)
signature=$(printf '%s' "$input" | openssl dgst -sha256 -sign "$NUVERA_PRIVATE_KEY_FILE" | base64url)

curl --fail-with-body --silent --show-error --path-as-is --globoff "$NUVERA_URL$uri" --config <(
  printf 'header = "%s"\n' "x-api-key: $NUVERA_API_KEY" "authorization: Bearer $input.$signature"
)
