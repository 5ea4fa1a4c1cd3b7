# Uploads contract.pdf: python3 upload.py
import secrets
from pathlib import Path

from client import call

boundary = secrets.token_hex(16)
form = b"".join([
    f'--{boundary}\r\nContent-Disposition: form-data; name="type"\r\n\r\nCONTRACT\r\n'.encode(),
    f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="contract.pdf"\r\n\r\n'.encode(),
    Path("contract.pdf").read_bytes(),
    f"\r\n--{boundary}--\r\n".encode(),
])
call("POST", "/api/v1/documents", form, {
    "content-type": f"multipart/form-data; boundary={boundary}",
})
