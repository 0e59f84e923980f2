"""Client credentials: an app proves itself with a private key and is given tokens of five minutes.

Needs httpx2 and joserfc. The private key stays with you; the service knows its public half alone.
"""

import os
import time
import uuid

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey

URL = os.environ.get("CARRYOVER_URL", "http://127.0.0.1:8080")
sandbox = httpx2.post(f"{URL}/v1/sandboxes", timeout=60).raise_for_status().json()

# 1. Once: a key pair, whose public half an owner or admin sets. Keys at an https address (`url`) can be changed by you.
key = ECKey.generate_key("P-384", {"kid": "first", "alg": "ES384"})
owner = {"authorization": f"Bearer {sandbox['api_keys']['owner']}"}
key_set = {"partner_id": sandbox["partner_id"], "keys": [key.as_dict(private=False)]}
httpx2.post(f"{URL}/v1/commands/set-partner-key-set", json=key_set, headers=owner).raise_for_status()

# 2. Every few minutes: an assertion, each used once, for a token.
client_id = f"{sandbox['organisation_id']}.{sandbox['partner_id']}"
claims = {
    "iss": client_id,
    "sub": client_id,
    "aud": f"{sandbox['api']}/v1/oauth/token",  # the address as the service calls itself
    "exp": int(time.time()) + 240,
    "jti": str(uuid.uuid4()),
}
form = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": jwt.encode({"alg": "ES384", "kid": "first"}, claims, key, algorithms=["ES384"]),
}
token = httpx2.post(f"{URL}/v1/oauth/token", data=form).raise_for_status().json()
print("token", token["token_type"], token["expires_in"])

# 3. The token stands where a key would.
asker = {"authorization": f"Bearer {token['access_token']}"}
who = httpx2.get(f"{URL}/v1/whoami", headers=asker).raise_for_status().json()
print("whoami", who["id"] == sandbox["partner_id"])
