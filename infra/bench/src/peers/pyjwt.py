# Measures PyJWT. See peer.rs for the protocol.
import json
import sys
import time

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key

setup = json.loads(sys.stdin.readline())
key = load_pem_public_key(setup["publicKey"].encode())


def verify(token):
    jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=setup["audience"],
        issuer=setup["issuer"],
        leeway=setup["leewaySeconds"],
    )


try:
    verify(setup["forged"])
except jwt.InvalidSignatureError:
    pass
else:
    sys.exit("accepts a forged token")

for line in sys.stdin:
    times = int(line)
    before = time.process_time_ns()
    for _ in range(times):
        verify(setup["token"])
    print((time.process_time_ns() - before) / times, flush=True)
