# Takes a customer from draft to review: python3 customer.py
from client import call, to_json

call("GET", "/api/v1/reference/countries")
industries = call("GET", "/api/v1/reference/industries").body
customer = call("POST", "/api/v1/customers", to_json({
    "companyName": "Müller & Söhne GmbH",
    "registrationNumber": "HRB 12345",
    "countryOfIncorporationId": "DE",
    "businessIndustryId": industries["items"][0]["id"],
    "documentIds": [],
    "persons": [{
        "firstName": "Ada",
        "lastName": "Müller",
        "roles": ["UBO"],
        "nationality": "DE",
        "dateOfBirth": "1980-05-17",
        "documentIds": [],
    }],
    "draft": True,
})).body
call("GET", "/api/v1/customers?limit=5&status=DRAFT")
etag = call("GET", f"/api/v1/customers/{customer['id']}").etag
call("PATCH", f"/api/v1/customers/{customer['id']}", to_json({"city": "Berlin"}), {"if-match": etag})
call("POST", f"/api/v1/customers/{customer['id']}/submit")
