#!/usr/bin/env bash
# Needs bash, curl, openssl and coreutils. Another script reads it with: . ./client.sh
# Signs a call and sends it. Reads api-key and private.pem from the current folder, BASE_URL from the environment.
# The API key and the token never become arguments of a program.
set -euo pipefail
: "${BASE_URL:?}"
api_key=$(cat api-key)

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# As with curl, the body @FILE stands for the content of that file.
bytes() { if [[ $1 == @* ]]; then cat "${1#@}"; else printf '%s' "$1"; fi; }

# call METHOD URI [BODY [MEDIA-TYPE]]: leaves the answer in $answer, and its first id in $id.
call() {
  local method=$1 uri=$2 body=${3-} type=${4-application/json} now jti hash signed claims input signature status first_id
  now=$(date +%s)
  jti=$(openssl rand -hex 16)
  hash=$(bytes "$body" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
  # Add idempotency-key and if-match where you send them.
  signed=${body:+"\"content-type\":\"$type\""}
  claims=$(printf '{"iss":"nuvera-api","aud":"nuvera-rest-api","sub":"%s","method":"%s","uri":"%s",' \
    "$api_key" "$method" "$uri"
    printf '"bodyHash":"%s","headers":{%s},"iat":%d,"exp":%d,"jti":"%s"}' \
      "$hash" "$signed" "$now" "$((now + 60))" "$jti")
  input=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url).$(printf '%s' "$claims" | base64url)
  signature=$(printf '%s' "$input" | openssl dgst -sha256 -sign private.pem | base64url)

  # --path-as-is and --globoff: curl sends the URL as it was signed. A header without a value is left out.
  local options=(--silent --show-error --max-time 60 --path-as-is --globoff --request "$method")
  if [ "$method" != GET ]; then options+=(--data-binary @-); fi
  answer=$(bytes "$body" | curl "${options[@]}" --write-out '\n%{http_code}' \
    --config <(printf 'header = "%s"\n' "x-api-key: $api_key" "authorization: Bearer $input.$signature") \
    --header "content-type:${body:+ $type}" "${BASE_URL%/}$uri")
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  if [[ $status != 2?? ]]; then
    printf '%s %s %s\n%s\n' "$status" "$method" "$uri" "$answer" >&2
    exit 1
  fi
  id='' first_id='"id": *"([^"]+)"'
  if [[ $answer =~ $first_id ]]; then id=${BASH_REMATCH[1]}; fi
  case $answer in
    *'"items":'*) echo "$status $method $uri" ;;
    *) echo "$status $method $uri $id" ;;
  esac
}
