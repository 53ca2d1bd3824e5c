"""What the organisation's directory says of somebody who signs in there: OpenID Connect by Authlib, with what it leaves open closed.

One directory is asked, whose addresses all stand on its own host (B22); what it says is signed, meant for us, for this very try, and new."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import RequestException

PATIENCE = 5  # seconds for one answer of the directory
JUST_NOW = 300  # seconds since the password was given there, for what is powerful
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
SIGNED_WITH = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
log = logging.getLogger(__name__)


class DoesNotAnswer(Exception):
    """The directory is away, or is not the one that was set up."""


class SaysNo(Exception):
    """The directory let nobody in, or what came back is not what it said."""


@dataclass(frozen=True)
class Said:
    """`who`: the claim by which a colleague is known. `groups`: None where the directory did not say, or not all. `given_at`: when the password was
    given there (seconds since 1970), or None."""

    who: str
    groups: frozenset[str] | None
    given_at: float | None

    def just_now(self) -> bool:
        return self.given_at is not None and time.time() - self.given_at < JUST_NOW


def send_there(request: HttpRequest, back: str, *, again: bool = False) -> HttpResponse:
    """Leads the browser to the directory. `again`: it asks for the password even where somebody is signed in. Raises DoesNotAnswer."""
    asked: dict[str, Any] = {"prompt": "login", "max_age": JUST_NOW, "state": f"again.{generate_token(40)}"} if again else {}
    return _asking(lambda there: there.authorize_redirect(request, back, **asked))


def came_back(request: HttpRequest) -> Said:
    """What the directory says, checked: signature, issuer, for whom, nonce, age. Raises DoesNotAnswer, SaysNo."""
    token = _asking(lambda there: there.authorize_access_token(request))
    claims = token.get("userinfo") or {}
    if not (who := claims.get(settings.OPENID["who"])):
        raise SaysNo
    return Said(str(who), _groups(claims), claims.get("auth_time"))


def meant_again(request: HttpRequest) -> bool:
    """Whether this answer belongs to a question that was asked `again`."""
    return request.GET.get("state", "").startswith("again.")


def way_out(back: str) -> str | None:
    """Where somebody ends their session at the directory, or None where it has no such page. Raises DoesNotAnswer."""
    there = _asking(lambda there: there.load_server_metadata().get("end_session_endpoint"))
    return f"{there}?{urlencode({'client_id': settings.OPENID['client'], 'post_logout_redirect_uri': back})}" if there else None


def _groups(claims: dict[str, Any]) -> frozenset[str] | None:
    """Entra names no groups where somebody is in more than two hundred, and says where to ask instead: then nothing is known of them."""
    name = settings.OPENID["groups"]
    said = claims.get(name)
    if not isinstance(said, Iterable) or isinstance(said, str) or name in (claims.get("_claim_names") or {}):
        return None
    return frozenset(map(str, said))


def _asking(what: Any) -> Any:
    try:
        return what(_directory(*(str(settings.OPENID[key]) for key in ("issuer", "client", "secret", "scope"))))
    except RequestException as trouble:
        log.warning("the directory does not answer: %s", type(trouble).__name__)
        raise DoesNotAnswer from None
    except (OAuthError, JoseError, KeyError, TypeError, ValueError, RuntimeError) as trouble:
        log.warning("the directory let nobody in: %s", type(trouble).__name__)
        raise SaysNo from None


@lru_cache(maxsize=4)
def _directory(issuer: str, client: str, secret: str, scope: str) -> Any:
    """Asked once in the life of a process for its addresses, which are only believed on its own host. Raises DoesNotAnswer."""
    there = OAuth().register(
        "directory",
        client_id=client,
        client_secret=secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": scope, "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )
    said = there.load_server_metadata()
    if said.get("issuer") != issuer or not all(_on_its_host(said[name], issuer) for name in ADDRESSES if name in said):
        log.error("the directory's own description names another: see HEED_OIDC_ISSUER")
        raise DoesNotAnswer
    said["id_token_signing_alg_values_supported"] = sorted(
        SIGNED_WITH.intersection(said.get("id_token_signing_alg_values_supported", ["RS256"]))
    )
    return there


def _on_its_host(address: str, issuer: str) -> bool:
    one, other = urlsplit(address), urlsplit(issuer)
    return (one.scheme, one.netloc) == (other.scheme, other.netloc) and (one.scheme == "https" or one.hostname == "localhost")
