"""An identity provider on this machine: discovery, keys, sign-in and tokens over real HTTP."""

import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "assistant", "client secret of the tests"


class IdentityProvider:
    """Signs in the person that `claims` tell of; the switches make it misbehave."""

    def __init__(self, url):
        self.issuer = url
        self.key = _signing_key()
        self.claims = {
            "sub": "42", "email": "luis@example.gov", "email_verified": True, "name": "Luis Vega"
        }  # fmt: skip
        self.signed_with = self.key
        self.algorithm = "RS256"
        self.told_issuer = url
        self.refuses = False
        self.codes = {}
        self.seen = {}
        self.asked_of_itself = 0

    def metadata(self):
        """What the discovery document says."""
        self.asked_of_itself += 1
        return {
            "issuer": self.told_issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }

    def authorize(self, query):
        """Where a browser is sent back to, after its person has signed in here."""
        self.seen = {name: values[0] for name, values in parse_qs(query).items()}
        back = {"state": self.seen["state"], "iss": self.issuer}
        if self.refuses:
            back |= {"error": "access_denied"}
        else:
            back |= {"code": f"code-{len(self.codes)}"}
            self.codes[back["code"]] = self.seen
        return f"{self.seen['redirect_uri']}?{urlencode(back)}"

    def token(self, form, authorization):
        """Status and reply for one who brings a code, the secret and what proves the browser."""
        asked = self.codes.pop(form.get("code"), None)
        user, _, password = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        verifier = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or (unquote(user), unquote(password).replace("+", " ")) != (CLIENT, SECRET)
            or verifier.rstrip(b"=").decode() != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], **self.claims,
        }  # fmt: skip
        token = jwt.encode(
            {"alg": self.algorithm, "kid": "one"}, claims, self.signed_with, [self.algorithm]
        )
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": token}

    def sign_with_shared_secret(self):
        """Sign as one could who knows the client's secret only."""
        self.signed_with, self.algorithm = OctKey.import_key(SECRET), "HS256"


@cache
def _signing_key():
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        provider, parts = self.server.provider, urlsplit(self.path)
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(parts.query))
            self.end_headers()
        elif parts.path == "/jwks":
            self.reply(200, {"keys": [provider.key.as_dict(private=False)]})
        else:
            self.reply(200, provider.metadata())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.reply(*self.server.provider.token(form, self.headers.get("Authorization", "")))

    def reply(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def identity_provider():
    """A provider that listens on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.provider = IdentityProvider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.provider
        finally:
            server.shutdown()
            thread.join()
