"""Sign-in at an OpenID Connect provider: the authorization code flow with PKCE."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import structlog

from api.accounts.errors import ProviderFailed
from api.accounts.provider_sign_in import Vouched
from api.accounts.secret import new_secret, same
from api.accounts.values import Role
from api.settings import ApiSettings

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

_SCOPE = "openid email profile"
_TIMEOUT_S = 10.0
_LEEWAY_S = 60
_CURRENT_S = 300.0  # how long a provider's description of itself is taken for current
# Signatures that anybody can check and only the provider can make.
_SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
_FAILED = "The identity provider could not sign you in. Try again, or ask an admin."
log = structlog.get_logger("api")


class MissingExtra(Exception):
    """A provider is set, and the packages that speak with it are not installed."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What the browser keeps while its user is at the provider."""

    state: str
    nonce: str
    verifier: str
    next: str

    def to_text(self) -> str:
        """As the value of a cookie."""
        return json.dumps(asdict(self)).encode().hex()

    @classmethod
    def from_text(cls, text: str | None) -> Pending:
        """Read a cookie; raises ProviderFailed where it is none of ours."""
        try:
            kept = json.loads(bytes.fromhex(text or ""))
            return cls(*(str(kept[name]) for name in cls.__slots__))
        except (ValueError, KeyError, TypeError) as error:
            raise ProviderFailed("The sign-in took too long. Try again.") from error


class _Recent:
    """A document of the provider, as long as it counts as current; safe for threads."""

    def __init__(self) -> None:
        self._held: tuple[float, Mapping[str, Any]] | None = None

    def get(self) -> Mapping[str, Any] | None:
        """What was kept, None once it is too old."""
        held = self._held
        return held[1] if held and time.monotonic() < held[0] + _CURRENT_S else None

    def keep(self, document: Mapping[str, Any]) -> None:
        """Keep a document from now on."""
        self._held = (time.monotonic(), document)


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, where this service is known as `client_id`; all calls have a time limit.

    Anybody may begin a sign-in: what the provider says of itself is asked for once in some minutes.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    role_claim: str
    default_role: Role | None
    _described: _Recent = field(default_factory=_Recent, repr=False, compare=False)

    def begin(self, redirect_uri: str, next_path: str) -> tuple[str, Pending]:
        """Where to send the browser, and what it keeps meanwhile; raises ProviderFailed."""
        pending = Pending(new_secret(), new_secret(), new_secret(), next_path)
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                self._metadata(client)["authorization_endpoint"],
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
            )
        return url, pending

    def finish(self, url: str, redirect_uri: str, pending: Pending) -> Vouched:
        """Who came back to `url`, as the provider vouches; raises ProviderFailed."""
        answer = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        if not same(answer.get("state", ""), pending.state):
            raise ProviderFailed("The sign-in was begun in another browser. Try again.")
        if "iss" in answer and answer["iss"] != self.issuer:
            raise ProviderFailed(_FAILED)
        if "error" in answer:
            log.warning("sign-in refused by the provider", reason=answer["error"][:60])
            raise ProviderFailed("The identity provider did not let you in.")
        with self._client(redirect_uri) as client:
            metadata = self._metadata(client)
            token = client.fetch_token(
                metadata["token_endpoint"],
                code=answer.get("code", ""),
                code_verifier=pending.verifier,
            )
            keys = _read(client, metadata["jwks_uri"])
            claims = self._claims(token["id_token"], keys, pending.nonce)
        return self._vouched(claims)

    def _claims(self, id_token: str, keys: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """The claims of a token that the provider signed for this service and this sign-in."""
        from joserfc import jwt
        from joserfc.jwk import KeySet

        token = jwt.decode(id_token, KeySet.import_key_set(dict(keys)), algorithms=_SIGNATURES)  # type: ignore[arg-type]
        registry = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(token.claims)
        if token.claims.get("azp", self.client_id) != self.client_id:
            raise ProviderFailed(_FAILED)
        return token.claims

    def _vouched(self, claims: Mapping[str, Any]) -> Vouched:
        return Vouched(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            email=str(claims.get("email", "")),
            email_verified=claims.get("email_verified") is True,
            name=str(claims.get("name", ""))[:100],
            role=self._role(claims) or self.default_role,
            role_decides=bool(self.role_claim),
        )

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        """The highest role that the claim names."""
        named = claims.get(self.role_claim) if self.role_claim else None
        texts = named if isinstance(named, list) else [named]
        return next((role for role in reversed(Role) if role.value in texts), None)

    def _metadata(self, client: OAuth2Client) -> Mapping[str, Any]:
        if known := self._described.get():
            return known
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = _read(client, address)
        if found.get("issuer") != self.issuer:
            raise ProviderFailed(_FAILED)
        self._described.keep(found)
        return found

    @contextmanager
    def _client(self, redirect_uri: str) -> Iterator[OAuth2Client]:
        """A client whose every failure is a ProviderFailed, and is told in the log."""
        from authlib.integrations.base_client.errors import OAuthError
        from authlib.integrations.httpx_client import OAuth2Client
        from joserfc.errors import JoseError

        # Authlib takes httpx, or its successor where that is installed.
        library = import_module(OAuth2Client.__bases__[-1].__module__.partition(".")[0])
        http_error: type[Exception] = library.HTTPError
        client = OAuth2Client(
            self.client_id,
            self.client_secret or None,
            scope=_SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
        )
        try:
            with client:
                yield client
        except (OAuthError, JoseError, http_error, ValueError, KeyError) as error:
            log.warning("identity provider failed", error=type(error).__name__, issuer=self.issuer)
            raise ProviderFailed(_FAILED) from error


def _read(client: OAuth2Client, address: str) -> dict[str, Any]:
    """A public document of the provider."""
    reply = client.request("GET", address, withhold_token=True)
    found: dict[str, Any] = reply.raise_for_status().json()
    return found


def open_provider(settings: ApiSettings) -> Provider | None:
    """The provider that is set, None for none; raises MissingExtra."""
    if not settings.oidc_issuer:
        return None
    if not (find_spec("authlib") and find_spec("joserfc")):
        raise MissingExtra(
            "TECHFORCE_OIDC_ISSUER is set and the packages for it are missing: "
            "`pip install 'techforce-assistant[oidc]'` brings them."
        )
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        role_claim=settings.oidc_role_claim,
        default_role=None
        if settings.oidc_default_role == "none"
        else Role(settings.oidc_default_role),
    )
