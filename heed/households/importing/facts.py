"""What the file says of one person that is kept as dated versions: phones, safe contact, alerts.

A column that the file does not have changes nothing; what a colleague entered here is neither cleared nor overwritten."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from heed.households import register
from heed.households.choices import FlagKind, Origin
from heed.households.folding import phone_digits
from heed.households.importing import codes
from heed.households.importing.known import Known
from heed.households.importing.rows import TenancyRow
from heed.households.ledger import Ledger
from heed.households.models import Household, Person

NEVER_BY = ("no_call", "no_message", "no_text", "no_letter", "no_email")


def bring_facts(
    known: Known, where: Household, person: Person, row: TenancyRow, ledger: Ledger, *, recorded_at: datetime
) -> list[str]:
    """Adds what differs to the ledger; answers what it was, in words without the facts themselves."""
    changed = (
        (_("telephone numbers"), _phones(known, person, row, ledger, recorded_at)),
        (_("safe contact"), _safe_contact(known, person, row, ledger, recorded_at)),
        (_("alerts"), _alerts(known, where, person, row, ledger, recorded_at)),
    )
    return [what for what, differs in changed if differs]


def _phones(known: Known, person: Person, row: TenancyRow, ledger: Ledger, recorded_at: datetime) -> bool:
    if row.phones is None:
        return False
    held = {phone.digits: phone for phone in known.phones[person.pk]}
    said = {phone_digits(number): number for number in row.phones}
    gone = [phone for digits, phone in held.items() if digits not in said and phone.origin == Origin.IMPORTED]
    for phone in gone:
        ledger.supersede(phone)
    new = [number for digits, number in said.items() if digits not in held]
    for number in new:
        register.phone(ledger, person, number, recorded_at=recorded_at)
    return bool(gone or new)


def _safe_contact(known: Known, person: Person, row: TenancyRow, ledger: Ledger, recorded_at: datetime) -> bool:
    if row.never_by is None:
        return False
    was = known.contacts.get(person.pk)
    if was and (was.origin == Origin.ENTERED or _says(was) == (row.safe_contact, set(row.never_by))):
        return False
    if was:
        ledger.supersede(was)
    if row.safe_contact or row.never_by:
        register.safe_contact(ledger, person, row.safe_contact, row.never_by, recorded_at=recorded_at)
    return bool(was or row.safe_contact or row.never_by)


def _says(contact: Any) -> tuple[str, set[str]]:
    return contact.words.get("how"), {way for way in NEVER_BY if getattr(contact, way)}


def _alerts(known: Known, where: Household, person: Person, row: TenancyRow, ledger: Ledger, recorded_at: datetime) -> bool:
    if row.alerts is None:
        return False
    held = {flag.code: flag for flag in known.flags[person.pk]}
    gone = [
        flag
        for code, flag in held.items()
        if flag.origin == Origin.IMPORTED
        and (code not in row.alerts or (flag.words, flag.review_on) != (row.alert_words, row.review_on))
    ]
    for flag in gone:
        ledger.supersede(flag)
    stay = set(held) - {flag.code for flag in gone}
    new = [code for code in row.alerts if code not in stay and (person.pk, code) not in known.lifted]
    for code in new:
        register.flag(
            ledger,
            where,
            person,
            codes.alert(code) or FlagKind.NEED,
            code,
            row.alert_words,
            row.review_on,
            recorded_at=recorded_at,
        )
    return bool(gone or new)
