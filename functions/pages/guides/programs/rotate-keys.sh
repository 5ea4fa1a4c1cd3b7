#!/usr/bin/env bash
# rotate-keys.sh new-api-key | revoke-old-api-key | new-signing-key | status
# Needs bash, curl, openssl and awk. GRACE_SECONDS is how long the old key keeps working: a day by default.
set -euo pipefail
umask 077
: "${BASE_URL:?}" "${ACCESS_TOKEN:?}"
grace=${GRACE_SECONDS:-86400}
# An API key holds the id of its application and its own number.
application=app_$(cut -c 10-31 api-key)

# call METHOD PATH [BODY]: leaves the answer in $answer. All attempts at a POST have the same idempotency key.
call() {
  local status options=(--silent --show-error --max-time 60 --retry 3 --request "$1")
  if [ "$1" != GET ]; then options+=(--data-binary @-); fi
  if [ "$1" = POST ]; then options+=(--header "idempotency-key: $(openssl rand -hex 16)"); fi
  answer=$(printf '%s' "${3-}" | curl "${options[@]}" --write-out '\n%{http_code}' \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$ACCESS_TOKEN") \
    --header "content-type:${3+ application/json}" \
    "${BASE_URL%/}/partner/v1/api-applications/$application$2")
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  if [[ $status != 2?? ]]; then
    printf '%s %s %s\n%s\n' "$status" "$1" "$2" "$answer" >&2
    exit 1
  fi
}

case ${1-} in
  new-api-key)
    if [ -e api-key.new ]; then echo "there is an api-key.new already: move it first" >&2; exit 1; fi
    call POST /api-keys "{\"replace\":true,\"graceSeconds\":$grace}"
    pattern='"apiKey": *"([^"]+)"'
    [[ $answer =~ $pattern ]]
    printf '%s\n' "${BASH_REMATCH[1]}" > api-key.new
    printf 'key_%s\n' "$(cut -c 32-35 api-key)" > api-key.old-id
    echo "the new key is in api-key.new; the old one ends in $grace seconds" ;;
  revoke-old-api-key)
    call POST "/api-keys/$(cat api-key.old-id)/revoke"
    rm api-key.old-id
    echo "revoked" ;;
  new-signing-key)
    if [ -e private.pem.new ]; then echo "there is a private.pem.new already: move it first" >&2; exit 1; fi
    openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:${BITS:-3072}" -out private.pem.new
    public=$(openssl pkey -in private.pem.new -pubout | awk '{ printf "%s\\n", $0 }')
    call PUT /signing-key "{\"publicKey\":\"$public\",\"graceSeconds\":$grace}"
    echo "the new key is in private.pem.new; the old one verifies for $grace seconds" ;;
  status)
    call GET ''
    printf '%s\n' "$answer" ;;
  *)
    sed -n 2p "$0" >&2
    exit 2 ;;
esac
