"""A directory of work accounts: Canaille, a real OpenID provider, in a process of its own. `python -m tests.signing.provider PORT BACK`.

A line on its standard input is obeyed and answered by "done": {"groups": {"advisers": ["gail"]}} (who is in which), {"away": 1}: it ends."""

import json
import sys
import threading

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from werkzeug.serving import make_server

PASSWORD = "the directory's own words"
PEOPLE = ("gail", "rita", "stranger")


def main(port: int, back: str) -> None:
    app = create_app(
        {
            "SECRET_KEY": "of the tests",
            "SERVER_NAME": f"localhost:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory"},
            "CANAILLE_OIDC": {
                "USERINFO_MAPPING": {
                    "SUB": "{{ user.user_name }}-of-the-directory",
                    "GROUPS": "{{ user.groups|map(attribute='display_name')|list }}",
                }
            },
        }
    )
    with app.app_context(), Backend.instance.session():
        fill(back)
    server = make_server("localhost", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        with app.app_context(), Backend.instance.session():
            regroup(asked.get("groups", {}))
        print("done", flush=True)
    server.shutdown()


def fill(back: str) -> None:
    for name in PEOPLE:
        facts = {"formatted_name": name.title(), "family_name": name.title(), "emails": [f"{name}@heed.example"]}
        Backend.instance.save(models.User(user_name=name, password=PASSWORD, **facts))
    client = {
        "client_id": "heed",
        "client_secret": "of the tests",
        "client_name": "Heed",
        "redirect_uris": [back],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": ["openid", "profile", "groups"],
    }
    Backend.instance.save(models.Client(**client))


def regroup(groups: dict[str, list[str]]) -> None:
    for name, members in groups.items():
        people = [Backend.instance.get(models.User, user_name=member) for member in members]
        group = Backend.instance.get(models.Group, display_name=name) or models.Group(display_name=name)
        if people:
            group.members = people
            Backend.instance.save(group)
        elif group.id:
            Backend.instance.delete(group)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
