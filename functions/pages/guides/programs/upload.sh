#!/usr/bin/env bash
# Uploads contract.pdf: bash upload.sh
. ./client.sh

boundary=$(openssl rand -hex 16)
{
  printf -- '--%s\r\nContent-Disposition: form-data; name="type"\r\n\r\nCONTRACT\r\n' "$boundary"
  printf -- '--%s\r\nContent-Disposition: form-data; name="file"; filename="contract.pdf"\r\n\r\n' "$boundary"
  cat contract.pdf
  printf '\r\n--%s--\r\n' "$boundary"
} > form
call POST /api/v1/documents @form "content-type: multipart/form-data; boundary=$boundary"
