#!/usr/bin/env bash
# Takes a customer from draft to review: bash customer.sh
. ./client.sh

call GET /api/v1/reference/countries
call GET /api/v1/reference/industries
call POST /api/v1/customers '{
  "companyName": "Müller & Söhne GmbH",
  "registrationNumber": "HRB 12345",
  "countryOfIncorporationId": "DE",
  "businessIndustryId": "'"$id"'",
  "documentIds": [],
  "persons": [{
    "firstName": "Ada",
    "lastName": "Müller",
    "roles": ["UBO"],
    "nationality": "DE",
    "dateOfBirth": "1980-05-17",
    "documentIds": []
  }],
  "draft": true
}'
customer=$id
call GET '/api/v1/customers?limit=5&status=DRAFT'
call GET "/api/v1/customers/$customer"
call PATCH "/api/v1/customers/$customer" '{"city":"Berlin"}' "if-match: $etag"
call POST "/api/v1/customers/$customer/submit"
