"""The columns of the two files, named after the HACT UK Housing Data Standards and MHCLG's concept model for damp and mould: one
table for the reader, the page that explains them, the example file and docs/import.md."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.households.choices import ImportKind


@dataclass(frozen=True)
class Column:
    """`must`: without it the file, and a row where it is empty, cannot come in. A column that is left out of a file changes nothing here."""

    name: str
    says: str | Promise
    example: str = ""
    must: bool = False
    free: bool = False  # somebody's own words: any sign may begin them


TENANCIES = (
    Column("uprn", _("Unique property reference number: up to 12 digits."), "100100999214", must=True),
    Column("scheme_code", _("Code of the scheme or patch, as it stands in Heed."), "brynfelin", must=True),
    Column("address_line_1", _("Number and street."), "14 Heol Ŵyn", must=True),
    Column("address_line_2", _("The rest of the address.")),
    Column("town", _("Town."), "Brynfelin"),
    Column("postcode", _("Postcode."), "NP99 3QX", must=True),
    Column(
        "tenancy_id", _("Your own number of the tenancy. Rows with the same number are one household."), "T204700", must=True
    ),
    Column("tenancy_type", _("Tenure: see the list of words."), "secure contract", must=True),
    Column("tenancy_start_date", _("First day of the tenancy."), "2019-03-03", must=True),
    Column("tenancy_end_date", _("First day on which it no longer runs; empty while it runs.")),
    Column("is_joint", _("Whether it is a joint tenancy: yes or no."), "yes"),
    Column("person_id", _("Your own number of the person, the same in every tenancy."), "P118331", must=True),
    Column("household_member_id", _("Your own number of this person in this tenancy, if you have one.")),
    Column("relationship_to_tenant", _("What this person is to the first tenant: see the list of words."), "tenant", must=True),
    Column("is_contract_holder", _("Whether the tenancy is in this person's name: yes or no."), "yes"),
    Column("member_from", _("First day this person lived there, if not the first day of the tenancy.")),
    Column("member_until", _("First day this person no longer lived there.")),
    Column("first_names", _("First names."), "Siân"),
    Column("surname", _("Surname. A person has a surname or first names, or both."), "Rees"),
    Column("known_as", _("What they like to be called.")),
    Column("aliases", _("Other names they use, with ; between them."), "Siân Pugh"),
    Column("former_names", _("Names they had before, with ; between them.")),
    Column("date_of_birth", _("Date of birth."), "1988-01-30"),
    Column("date_of_death", _("Date of death.")),
    Column("gender", _("female, male, other or not known."), "female"),
    Column("preferred_language", _("Language they prefer."), "Welsh"),
    Column("telephone_numbers", _("Telephone numbers, with ; between them."), "07700 900118"),
    Column(
        "person_alert_codes",
        _("Vulnerabilities and alerts: codes of the UK housing data standards, with ; between them."),
        "SAF1.01",
    ),
    Column("alert_comments", _("What the alerts are about, in words. Sealed."), free=True),
    Column("alert_review_date", _("When the alerts are to be looked at again.")),
    Column(
        "do_not_contact_by",
        _("What must never be used: call, message, text, letter, email, with ; between them."),
        "message;letter",
    ),
    Column(
        "safe_contact",
        _("How this person may be reached safely, in words. Sealed."),
        "Ring after 9.30am, number ending 118",
        free=True,
    ),
    Column("recorded_on", _("Day on which your system first recorded this person in this tenancy."), "2019-03-03"),
)
HISTORY = (
    Column("system", _("Name of the system the entry comes from, up to 20 letters."), "repairs", must=True),
    Column("source_id", _("The entry's own number in that system."), "88120", must=True),
    Column("uprn", _("Property the entry is about. Give this, the tenancy, or both."), "100100999214"),
    Column("tenancy_id", _("Tenancy the entry is about, where your system knows it.")),
    Column("kind", _("repair, antisocial, arrears, visit, complaint, note: see the list of words."), "repair", must=True),
    Column("department", _("Where it comes from, if not the usual department for its kind.")),
    Column("occurred_on", _("Day it happened, with the time if it is known."), "2026-10-14T10:20", must=True),
    Column("recorded_on", _("Day your system recorded it, with the time if it is known."), "2026-10-14T16:05", must=True),
    Column("title", _("What it was, in a few words. Sealed."), "Front door lock replaced", must=True, free=True),
    Column("text", _("The whole entry. Sealed."), "Second time since June.", free=True),
)
COLUMNS = {ImportKind.TENANCIES: TENANCIES, ImportKind.HISTORY: HISTORY}


def names(kind: ImportKind) -> list[str]:
    return [column.name for column in COLUMNS[kind]]


def required(kind: ImportKind) -> list[str]:
    return [column.name for column in COLUMNS[kind] if column.must]
