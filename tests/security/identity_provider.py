"""An identity provider on this machine: OpenID Connect with codes, PKCE and tokens signed by RSA."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


class Provider:
    """Signs everybody in as `claims` says; `spoil` changes one thing it does."""

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.key, self.other_key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        self.claims, self.spoil, self.codes = {"preferred_username": "tianbao"}, "", {}
        self.userinfo = {}
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def subject(self):
        """The provider's own name of the person who has this user name, or of who has it now."""
        named = self.claims if "preferred_username" in self.claims else self.userinfo
        return f"{'new' if self.spoil == 'person' else 'old'}-{named.get('preferred_username')}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def configuration(self):
        issuer = "https://another.example" if self.spoil == "issuer" else self.issuer
        return {
            "issuer": issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }  # fmt: skip

    def keys(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked):
        if self.spoil == "denied":
            back = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_hex(8)
            self.codes[code] = asked
            back = {"code": code, "state": "forged" if self.spoil == "state" else asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, posted):
        asked = self.codes.pop(posted["code"])
        digest = hashlib.sha256(posted["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        assert posted["client_secret"] == "geheim"
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": posted["client_id"], "sub": self.subject}
        claims |= {"iat": now, "exp": now + 60}
        claims["auth_time"] = now - (13 * 3600 if self.spoil == "long ago" else 60)
        claims |= {"audience": {"aud": "another"}, "expired": {"exp": now - 600}}.get(self.spoil, {})
        key = self.other_key if self.spoil == "signature" else self.key
        kind = {"algorithm": "HS256", "no algorithm": "none"}.get(self.spoil, "RS256")
        key = {"HS256": "x" * 64, "none": None}.get(kind, key)
        signed = jwt.encode(claims | self.claims, key, algorithm=kind, headers={"kid": "k1"})
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": signed}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self):
        url, provider = urlsplit(self.path), self.provider
        if provider.spoil == "redirect" and not url.path.startswith(("/authorize", "/moved")):
            self.send_response(302)
            self.send_header("Location", f"/moved{url.path}")
            self.end_headers()
            return
        url = url._replace(path=url.path.removeprefix("/moved"))
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(asked))
            self.end_headers()
        else:
            answers = {
                "/.well-known/openid-configuration": provider.configuration, "/keys": provider.keys,
                "/userinfo": lambda: {"sub": provider.subject} | provider.userinfo,
            }  # fmt: skip
            self._say(answers[url.path]())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say(self.provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    def _say(self, answer):
        body = b"no json" if self.provider.spoil == "nonsense" else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass
