# Uploads contract.pdf of up to 100 MiB: python3 upload-large.py
import hashlib
import urllib.request
from pathlib import Path

from client import call, to_json

content = Path("contract.pdf").read_bytes()
upload = call("POST", "/api/v1/document-uploads", to_json({
    "type": "CONTRACT",
    "fileName": "contract.pdf",
    "mediaType": "application/pdf",
    "size": len(content),
    "sha256": hashlib.sha256(content).hexdigest(),
})).body
put = urllib.request.Request(upload["uploadUrl"], content, upload["headers"], method="PUT")
urllib.request.urlopen(put, timeout=600).close()
call("POST", f"/api/v1/document-uploads/{upload['id']}/confirm")
