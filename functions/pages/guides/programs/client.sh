#!/usr/bin/env bash
# Needs bash, curl, openssl, awk and coreutils. Another script reads it with: . ./client.sh
# Signs calls, sends and retries them. Reads api-key and private.pem from the current folder, BASE_URL from the environment.
# The API key and the token never become arguments of a program.
set -euo pipefail
: "${BASE_URL:?}"
api_key=$(cat api-key)

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# As with curl, the body @FILE stands for the content of that file.
bytes() { if [[ $1 == @* ]]; then cat "${1#@}"; else printf '%s' "$1"; fi; }

# field NAME: the value of a header of the answer.
field() { awk -v name="$1:" 'tolower($1) == name { sub("\r$", ""); print $2 }' <<<"$head"; }

# attempt METHOD URI BODY [HEADER...]: sends a call once. Each attempt has a token of its own.
attempt() {
  local method=$1 uri=$2 body=$3 header value signed='' hash now claims input signature
  shift 3
  # --path-as-is and --globoff: curl sends the URL as it was signed. A header without a value is left out.
  local options=(--silent --show-error --max-time 60 --path-as-is --globoff --request "$method")
  options+=(--include --suppress-connect-headers --header 'expect:' --header 'content-type:')
  if [ "$method" != GET ]; then options+=(--data-binary @-); fi
  for header in "$@"; do
    options+=(--header "$header")
    case $header in
      content-type:* | idempotency-key:* | if-match:*)
        value=${header#*: }
        signed+=${signed:+,}\"${header%%:*}\":\"${value//\"/\\\"}\" ;;
    esac
  done
  hash=$(bytes "$body" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
  now=$(date +%s)
  claims=$(printf '{"iss":"nuvera-api","aud":"nuvera-rest-api","sub":"%s","method":"%s","uri":"%s",' \
    "$api_key" "$method" "$uri"
    printf '"bodyHash":"%s","headers":{%s},"iat":%d,"exp":%d,"jti":"%s"}' \
      "$hash" "$signed" "$now" "$((now + 60))" "$(openssl rand -hex 16)")
  input=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url).$(printf '%s' "$claims" | base64url)
  signature=$(printf '%s' "$input" | openssl dgst -sha256 -sign private.pem | base64url)

  answer=$(bytes "$body" | curl "${options[@]}" --write-out '\n%{http_code}' \
    --config <(printf 'header = "%s"\n' "x-api-key: $api_key" "authorization: Bearer $input.$signature") \
    "${BASE_URL%/}$uri") || answer=$'\r\n\r\n\n000'
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  head=${answer%%$'\r\n\r\n'*}
  answer=${answer#*$'\r\n\r\n'}
}

# call METHOD URI [BODY [HEADER...]]: leaves the answer in $answer, its first id in $id and its ETag in $etag.
# Names of headers are in lower case. All attempts at a POST have the same idempotency key: yours, or a new one.
call() {
  local method=$1 uri=$2 body=${3-} pause wait
  set -- "${@:4}"
  if [[ -n $body && " $*" != *' content-type:'* ]]; then set -- "$@" 'content-type: application/json'; fi
  if [[ $method == POST && " $*" != *' idempotency-key:'* ]]; then
    set -- "$@" "idempotency-key: $(openssl rand -hex 16)"
  fi
  for pause in 1 2 4 ''; do
    attempt "$method" "$uri" "$body" "$@"
    if [[ $status == 2?? ]]; then break; fi
    if [[ -z $pause || ! $status$answer =~ ^(000|429|5)|idempotency_key_in_use|replay_detected ]]; then
      printf '%s %s %s\n%s\n' "$status" "$method" "$uri" "$answer" >&2
      exit 1
    fi
    wait=$(field retry-after)
    sleep "${wait:-$((pause + RANDOM % (pause + 1)))}"
  done
  etag=$(field etag)
  id='' first_id='"id": *"([^"]+)"'
  if [[ $answer =~ $first_id ]]; then id=${BASH_REMATCH[1]}; fi
  case $answer in
    *'"items":'*) echo "$status $method $uri" ;;
    *) echo "$status $method $uri $id" ;;
  esac
}
