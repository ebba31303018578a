"""What the realm must be, as data: plain Keycloak representations, no request in sight.

Roles are jobs, groups are places, and nothing about place is an attribute of a person. Every group carries the
attribute `office`; one mapper gathers the chain of a person's groups into the claim `office`, a set without order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.kit import area

Json = dict[str, Any]

ROLES = {
    "psm": "Pekerja Sosial Masyarakat",
    "tksk": "Tenaga Kesejahteraan Sosial Kecamatan",
    "kasi_kesra": "Kepala Seksi Kesejahteraan Rakyat kecamatan",
    "desa": "Operator desa, kelurahan atau Puskesos",
    "dinas": "Petugas Dinas Sosial kabupaten/kota",
    "dinas_supervisor": "Kabid atau Kepala Dinas Sosial kabupaten/kota",
    "province": "Petugas Dinas Sosial provinsi",
    "national": "Petugas kementerian",
    "partner": "Petugas lembaga sistem sumber",
    "auditor": "Petugas pelindungan data pribadi; inspektorat",
    "integrator": "Sistem lain, tanpa orang",
    "platform_admin": "Pengelola platform",
}
OFFLINE = ("psm", "tksk")  # who works without signal may keep a log-in on the phone
AUDIENCES = ("registry", "cases", "referral", "notify", "oversight")
SCOPE = "titian"  # the client scope that makes a token one of ours
PORTAL = "portal"
ACCOUNTS = "registry-accounts"
CURL = "curl"
# All that registry needs to make, move and disable people and to make an organisation's group.
ACCOUNTS_MAY = ("manage-users",)
# Keycloak's own clients: people have no page of theirs here, and administration happens in the realm `master`.
UNUSED = ("account", "account-console", "admin-cli", "broker", "security-admin-console")
PLATFORM = "pengelola"  # the first account, a platform_admin of the nation; registry is fed through it

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Wish:
    """What differs between one installation and another. `portal` is its address without a slash at the end."""

    profile: str
    portal: str
    portal_secret: str = field(repr=False)
    accounts_secret: str = field(repr=False)
    platform_password: str = field(repr=False)
    realm: str = "titian"
    organisations: Sequence[tuple[str, str]] = ()  # (office, name), for demonstrations; else registry makes them

    @property
    def development(self) -> bool:
        return self.profile == "development"


def settings(wish: Wish) -> Json:
    """The realm itself."""
    return {
        "enabled": True,
        "displayName": "Titian",
        "displayNameHtml": "Titian",
        "loginTheme": "titian",
        "internationalizationEnabled": True,
        "supportedLocales": ["id", "en"],
        "defaultLocale": "id",
        "sslRequired": "none" if wish.development else "external",
        # Registry makes people; nobody makes or renames oneself.
        "registrationAllowed": False,
        "editUsernameAllowed": False,
        "loginWithEmailAllowed": False,
        "resetPasswordAllowed": False,
        "rememberMe": False,
        "passwordPolicy": "length(8) and maxLength(64) and notUsername(undefined) and notContainsUsername(undefined)",
        # Five wrong passwords, five minutes, however often: the page names this time. Never for ever, so that nobody
        # can lock a volunteer out by her name.
        "bruteForceProtected": True,
        "permanentLockout": False,
        "failureFactor": 5,
        "waitIncrementSeconds": 5 * _MINUTE,
        "maxFailureWaitSeconds": 5 * _MINUTE,
        "maxDeltaTimeSeconds": 12 * _HOUR,
        # An access token cannot be called back, so it is short; a day's work is one log-in.
        "accessTokenLifespan": 5 * _MINUTE,
        "ssoSessionIdleTimeout": 2 * _HOUR,
        "ssoSessionMaxLifespan": 12 * _HOUR,
        "offlineSessionIdleTimeout": 14 * _DAY,
        "offlineSessionMaxLifespanEnabled": True,
        "offlineSessionMaxLifespan": 30 * _DAY,
        # A user event names the person and the address she came from: none is kept or logged. An administration event
        # says which id was touched by which id, without the content.
        "eventsEnabled": False,
        "eventsListeners": [],
        "adminEventsEnabled": True,
        "adminEventsDetailsEnabled": False,
        "attributes": {"adminEventsExpiration": str(90 * _DAY)},
    }


def user_profile() -> Json:
    """A name and an account name, given by the office. Anything else that is sent as an attribute is dropped."""

    def attribute(name: str, label: str, **validations: Json) -> Json:
        return {
            "name": name,
            "displayName": label,
            "validations": validations,
            "permissions": {"view": ["admin", "user"], "edit": ["admin"]},
            "multivalued": False,
        }

    prohibited: Json = {"username-prohibited-characters": {}, "up-username-not-idn-homograph": {}}
    return {
        "attributes": [
            attribute("username", "${username}", length={"min": 3, "max": 64}, **prohibited),
            attribute("email", "${email}", email={}, length={"max": 255}),  # Keycloak insists that it is declared
            attribute("firstName", "${fullName}", length={"max": 128}, **{"person-name-prohibited-characters": {}}),
        ]
    }


def scope() -> Json:
    """The claims of our access tokens. The identity token has only who it is: it is no key to any service."""
    return {
        "name": SCOPE,
        "description": "Who, which job, which office, for which services",
        "protocol": "openid-connect",
        "attributes": {"include.in.token.scope": "false", "display.on.consent.screen": "false"},
        "protocolMappers": [
            _mapper(
                "office",
                "oidc-usermodel-attribute-mapper",
                {"user.attribute": "office", "claim.name": "office", "aggregate.attrs": "true", **_MANY},
            ),
            _mapper("roles", "oidc-usermodel-realm-role-mapper", {"claim.name": "realm_access.roles", **_MANY}),
            _mapper(
                "username",
                "oidc-usermodel-attribute-mapper",
                {"user.attribute": "username", "claim.name": "preferred_username", "jsonType.label": "String"},
                identity=True,
            ),
            _mapper("name", "oidc-full-name-mapper", {}, identity=True),
            *(
                _mapper(f"audience {service}", "oidc-audience-mapper", {"included.custom.audience": service})
                for service in AUDIENCES
            ),
        ],
    }


def clients(wish: Wish) -> list[Json]:
    """Who may ask for tokens. Each names its scopes; none gets what Keycloak would add by itself."""
    portal = _client(
        PORTAL,
        name="Titian",
        secret=wish.portal_secret,
        publicClient=False,
        standardFlowEnabled=True,
        baseUrl=f"{wish.portal}/",
        redirectUris=[f"{wish.portal}/masuk/*"],
        attributes={
            "pkce.code.challenge.method": "S256",
            "post.logout.redirect.uris": f"{wish.portal}/",
        },
    )
    accounts = _client(
        ACCOUNTS,
        name="Registry, making and disabling accounts",
        secret=wish.accounts_secret,
        publicClient=False,
        serviceAccountsEnabled=True,
        fullScopeAllowed=True,  # its token carries the roles of realm-management that it was given
        defaultClientScopes=["basic", "service_account"],  # the second Keycloak adds to every such client by itself
        optionalClientScopes=[],
    )
    curl = _client(CURL, name="A developer's curl", publicClient=True, directAccessGrantsEnabled=True)
    return [portal, accounts, curl] if wish.development else [portal, accounts]


def groups(organisations: Sequence[tuple[str, str]] = ()) -> Json:
    """The nation with its provinces and organisations; a province with its kabupaten and kota."""
    provinces = [
        _group(
            province.code,
            province.name,
            [_group(k.code, k.name) for k in area.areas(province.code, area.Level.KABUPATEN)],
        )
        for province in area.areas(level=area.Level.PROVINCE)
    ]
    return _group(area.NATION, "Indonesia", [*provinces, *(_group(office, name) for office, name in organisations)])


def platform_account(wish: Wish) -> Json:
    """Outside development the given password is good for one log-in."""
    return {
        "username": PLATFORM,
        "firstName": "Pengelola Platform",
        "enabled": True,
        "groups": [f"/{area.NATION}"],
        "credentials": [
            {"type": "password", "value": wish.platform_password, "temporary": not wish.development},
        ],
    }


_MANY = {"jsonType.label": "String", "multivalued": "true"}


def _mapper(name: str, kind: str, config: dict[str, str], *, identity: bool = False) -> Json:
    return {
        "name": name,
        "protocol": "openid-connect",
        "protocolMapper": kind,
        "config": {
            "access.token.claim": "true",
            "id.token.claim": "true" if identity else "false",
            "userinfo.token.claim": "false",
            "introspection.token.claim": "true",
            **config,
        },
    }


def _client(client_id: str, **given: Any) -> Json:
    shut: Json = {
        "clientId": client_id,
        "enabled": True,
        "protocol": "openid-connect",
        "standardFlowEnabled": False,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "fullScopeAllowed": False,
        "frontchannelLogout": False,
        "redirectUris": [],
        "webOrigins": [],
        "defaultClientScopes": ["basic", SCOPE],
        "optionalClientScopes": ["offline_access"],
    }
    return shut | given


def _group(office: str, name: str, below: Sequence[Json] = ()) -> Json:
    return {"name": office, "description": name, "attributes": {"office": [office]}, "subGroups": list(below)}
