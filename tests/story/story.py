"""Story of a partner from the first document to the settled payment, over HTTP, read back at each step.

Uses only the API reference's knowledge. Runs in a folder with `api-key` and `private.pem`, with BASE_URL and, for
actions of Nuvera's admins, ADMIN_TOKEN.
"""

import hashlib
import http.client
import json
import os
import secrets
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

BASE = urlsplit(os.environ["BASE_URL"])
API_KEY = Path("api-key").read_text().strip()
PRIVATE_KEY = load_pem_private_key(Path("private.pem").read_bytes(), password=None)
ADMIN = {"authorization": "Bearer " + os.environ["ADMIN_TOKEN"]}
CALLS = 0


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


def send(method, uri, body, headers):
    global CALLS
    CALLS += 1
    connection = http.client.HTTPConnection(BASE.netloc, timeout=60)
    try:
        connection.request(method, uri, body or None, headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def signed(method, uri, body, headers):
    now = int(time.time())
    claims = {
        "iss": "nuvera-api", "aud": "nuvera-rest-api", "sub": API_KEY, "method": method, "uri": uri,
        "bodyHash": hashlib.sha256(body).hexdigest(), "iat": now, "exp": now + 60, "jti": secrets.token_hex(16),
    }
    token = jwt.encode(claims, PRIVATE_KEY, algorithm="RS256")
    return send(method, uri, body, {"x-api-key": API_KEY, "authorization": f"Bearer {token}", **headers})


def expect(answer, status, what):
    assert answer.status == status, f"{what}: {answer.status} {answer.body!r}"
    return answer


def partner(method, uri, value=None, status=200, **headers):
    body = b"" if value is None else json.dumps(value).encode()
    kind = {"content-type": "application/json"} if body else {}
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return expect(signed(method, uri, body, {**kind, **named}), status, f"{method} {uri}")


def admin(method, uri, value=None, status=200):
    body = b"" if value is None else json.dumps(value).encode()
    kind = {"content-type": "application/json"} if body else {}
    return expect(send(method, uri, body, {**ADMIN, **kind}), status, f"{method} {uri}").json


def read(uri, **expected):
    found = partner("GET", uri).json
    for name, value in expected.items():
        assert found[name] == value, f"{uri}: {name} is {found[name]!r}, not {value!r}"
    return found


def statuses(uri):
    """Returns the statuses of an activity log, oldest first."""
    return [line["toStatus"] for line in reversed(read(uri)["items"])]


def listed(uri, *ids):
    """Returns those of these IDs that a list has, in its order. Other services of the organization have more."""
    return [found["id"] for found in read(uri)["items"] if found["id"] in ids]


def upload(content, kind):
    boundary = secrets.token_hex(16)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="type"\r\n\r\n{kind}\r\n'
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{kind.lower()}.pdf"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    document = expect(signed("POST", "/api/v1/documents", body, headers), 201, "upload").json
    assert document["sha256"] == hashlib.sha256(content).hexdigest()
    assert document["size"] == len(content)
    return document["id"]


def download(document):
    answer = partner("GET", f"/api/v1/documents/{document}/content", status=302)
    location = next(value for name, value in answer.headers.items() if name.lower() == "location")
    # S3, not the API: without credentials and without a proxy.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(location, timeout=60) as found:
        assert found.headers["content-disposition"].startswith("attachment")
        return found.read()


PDF_END = b"\nstartxref\n0\n%%EOF\n"


def documents():
    every_byte = b"%PDF-1.7\n" + bytes(range(256)) * 64 + secrets.token_bytes(4096) + PDF_END
    extract = upload(every_byte, "COMPANY_REGISTRATION")
    passport = upload(b"%PDF-1.4\n" + secrets.token_bytes(512) + PDF_END, "IDENTITY")
    assert download(extract) == every_byte
    assert listed("/api/v1/documents?limit=100", extract, passport) == [passport, extract], "newest first"
    return extract, passport


def customer(organization, extract, passport):
    person = {
        "firstName": "Ada", "lastName": "Byron", "roles": ["UBO", "DIRECTOR"], "nationality": "GB",
        "dateOfBirth": "1980-12-10", "documentIds": [passport], "ownershipPercent": 75,
    }
    made = partner("POST", "/api/v1/customers", {
        "companyName": "Analytical Engines Ltd", "registrationNumber": "08154711",
        "countryOfIncorporationId": "GB", "businessIndustryId": "62", "documentIds": [extract], "persons": [person],
    }, status=201, idempotency_key="customer").json
    uri = f"/api/v1/customers/{made['id']}"
    assert read(uri, status="PENDING_REVIEW") == made
    assert [subject["paymentHold"] for subject in read(f"{uri}/screening")["items"]] == [False, False]
    partner("DELETE", f"/api/v1/documents/{passport}", status=409)
    waiting = [found["id"] for found in admin("GET", "/admin/v1/customers?limit=100")["items"]]
    assert made["id"] in waiting
    admin("POST", f"/admin/v1/organizations/{organization}{uri[len('/api/v1'):]}/review",
          {"decision": "APPROVE", "note": "Register and passport agree."})
    read(uri, status="APPROVED")
    assert statuses(f"{uri}/activity") == ["PENDING_REVIEW", "APPROVED"]
    return made["id"]


def beneficiary(organization, customer_id):
    uri, body = f"/api/v1/customers/{customer_id}/beneficiaries", {
        "country": "DE", "companyName": "Difference Works GmbH", "address": "Am Hof 1, Bonn", "zipCode": "53113",
        "currencyCode": "XOF", "bankName": "Bank", "bankCountryCode": "DE", "iban": "DE88 3704 0044 0532 0130 00",
    }
    problem = partner("POST", uri, body, status=422).json
    assert [error["pointer"] for error in problem["errors"]] == ["/iban"], "its check digits are wrong"
    made = partner("POST", uri, {**body, "iban": "DE89 3704 0044 0532 0130 00"}, status=201).json
    assert made["iban"] == "DE89370400440532013000"
    uri = f"/api/v1/customers/{customer_id}/beneficiaries/{made['id']}"
    assert read(uri, status="PENDING_REVIEW") == made
    path = f"{customer_id}/beneficiaries/{made['id']}"
    admin("POST", f"/admin/v1/organizations/{organization}/customers/{path}/review",
          {"decision": "APPROVE", "note": "The account is the company's."})
    read(uri, status="APPROVED")
    assert statuses(f"{uri}/activity") == ["PENDING_REVIEW", "APPROVED"]
    return made["id"]


def quote(customer_id, beneficiary_id):
    rate = {"sourceCurrencyCode": "USD", "targetCurrencyCode": "XOF", "rate": "601.5", "feeFixed": "1", "feePercent": "0.5"}
    admin("PUT", "/admin/v1/rates", {"rates": [rate]})
    made = partner("POST", "/api/v1/payment/quote", {
        "customerId": customer_id, "beneficiaryId": beneficiary_id, "amount": "100", "currencyCode": "USD",
    }, status=201).json
    assert made["priceBreakdown"] == {"payout": "98.50", "fee": "1.50", "rate": "601.5"}, made
    assert (made["paymentAmount"], made["totalTarget"]) == ("100.00", "59247")
    read(f"/api/v1/payment/quote/{made['id']}", usedAt=None)
    return made["id"]


def payment(organization, quote_id, extract):
    body = {"quoteId": quote_id, "purpose": "Gear wheels", "invoiceNumber": "INV-1", "documentIds": [extract]}
    partner("POST", "/api/v1/payment", body, status=400)
    made = partner("POST", "/api/v1/payment", body, status=201, idempotency_key="pay-1")
    again = partner("POST", "/api/v1/payment", body, status=201, idempotency_key="pay-1")
    assert again.json == made.json and again.headers.get("idempotency-replayed") == "true"
    made = made.json
    partner("POST", "/api/v1/payment", body, status=409, idempotency_key="pay-2")
    assert read(f"/api/v1/payment/quote/{quote_id}")["usedAt"] is not None
    uri = f"/api/v1/payment/{made['id']}"
    assert read(uri, status="PENDING_REVIEW", amount="100.00", totalTarget="59247") == made
    review = f"/admin/v1/organizations/{organization}/payments/{made['id']}/review"

    admin("POST", review, {"decision": "REQUEST_CORRECTION", "note": "Which purchase order?"})
    found = partner("GET", uri)
    tag = next(value for name, value in found.headers.items() if name.lower() == "etag")
    assert found.json["status"] == "CORRECTION_NEEDED"
    change = {"internalReference": "PO-7", "purpose": "Gear wheels of PO-7"}
    partner("PATCH", uri, change, if_match=tag)
    partner("PATCH", uri, change, status=412, if_match=tag)
    read(uri, status="PENDING_REVIEW", internalReference="PO-7", invoiceNumber="INV-1")

    for decision, status in [("APPROVE", "APPROVED"), ("PROCESS", "PROCESSING"), ("COMPLETE", "COMPLETED")]:
        admin("POST", review, {"decision": decision, "note": f"{decision}."})
        read(uri, status=status)
    partner("POST", f"{uri}/cancel", status=409)
    assert statuses(f"{uri}/activity") == [
        "PENDING_REVIEW", "CORRECTION_NEEDED", "PENDING_REVIEW", "APPROVED", "PROCESSING", "COMPLETED",
    ]
    assert listed(f"/api/v1/payment?status=COMPLETED&customerId={made['customerId']}", made["id"]) == [made["id"]]
    return made["id"]


def ticket(organization, payment_id, extract):
    made = partner("POST", "/api/v1/support/tickets", {
        "subject": "When does it arrive?", "category": "PAYMENT", "message": "The supplier asks.",
        "relatedTo": {"type": "PAYMENT", "id": payment_id}, "documentIds": [extract],
    }, status=201).json
    uri = f"/api/v1/support/tickets/{made['id']}"
    assert read(uri, status="OPEN") == made
    base = f"/admin/v1/organizations/{organization}/support/tickets/{made['id']}"
    admin("POST", f"{base}/messages", {"message": "Tomorrow."}, status=201)
    read(uri, status="WAITING_FOR_PARTNER")
    partner("POST", f"{uri}/messages", {"message": "It is there, thank you."}, status=201)
    read(uri, status="WAITING_FOR_NUVERA")
    admin("POST", f"{base}/resolve")
    read(uri, status="RESOLVED")
    partner("POST", f"{uri}/close")
    found = read(uri, status="CLOSED")
    assert [(message["author"], message["body"]) for message in found["messages"]] == [
        ("PARTNER", "The supplier asks."), ("NUVERA", "Tomorrow."), ("PARTNER", "It is there, thank you."),
    ]
    assert listed("/api/v1/support/tickets?status=CLOSED&limit=100", made["id"]) == [made["id"]]


def main():
    extract, passport = documents()
    organization = read(f"/api/v1/documents/{extract}")["orgId"]
    customer_id = customer(organization, extract, passport)
    beneficiary_id = beneficiary(organization, customer_id)
    payment_id = payment(organization, quote(customer_id, beneficiary_id), extract)
    ticket(organization, payment_id, extract)
    print(f"The story ended well after {CALLS} calls.")


main()
