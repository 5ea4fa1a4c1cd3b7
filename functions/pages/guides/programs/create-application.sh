#!/usr/bin/env bash
# Needs bash, curl, openssl and awk. The access token and the API key never become arguments of a program.
set -euo pipefail
umask 077
: "${BASE_URL:?}" "${ACCESS_TOKEN:?}"

if [ -e api-key ]; then
  echo "there is an api-key in this folder already: move it away first" >&2
  exit 1
fi
if [ ! -e private.pem ]; then
  openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:${BITS:-3072}" -out private.pem
fi
openssl pkey -in private.pem -pubout -out public.pem

permissions='"CUSTOMERS_READ","CUSTOMERS_WRITE","DOCUMENTS_READ","DOCUMENTS_WRITE"'
json=$(printf '{"name":"%s","publicKey":"%s","permissions":[%s]}' \
  "${NAME:-my-service}" "$(awk '{ printf "%s\\n", $0 }' public.pem)" "$permissions")
answer=$(printf '%s' "$json" | curl --silent --show-error --max-time 60 --retry 3 \
  --config <(printf 'header = "Authorization: Bearer %s"\n' "$ACCESS_TOKEN") \
  --header 'content-type: application/json' --header "idempotency-key: $(openssl rand -hex 16)" \
  --data-binary @- --write-out '\n%{http_code}' \
  "${BASE_URL%/}/partner/v1/api-applications")
status=${answer##*$'\n'}
answer=${answer%$'\n'*}

api_key='"apiKey": *"([^"]+)"'
if [ "$status" != 201 ] || [[ ! $answer =~ $api_key ]]; then
  printf 'no application was created: %s\n%s\n' "$status" "$answer" >&2
  exit 1
fi
printf '%s\n' "${BASH_REMATCH[1]}" > api-key
echo "created: the secrets are in private.pem and api-key"
