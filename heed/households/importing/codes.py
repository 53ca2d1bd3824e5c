"""The words that housing management systems use, and what each is here. What is not in a table is refused with its line, never guessed.

Alert codes: HACT UK Housing Data Standards v3.5 "Alert regarding person" (numbers) and the UKHDS draft person alert codes v1.0 of
August 2025 (letters); held as data, for the draft will move."""

import re

from heed.households.choices import FlagKind, Gender, Member, Relation, Tenure
from heed.organisation.choices import Department

TENURES = {
    "secure": Tenure.SECURE,
    "secure tenancy": Tenure.SECURE,
    "assured": Tenure.ASSURED,
    "assured tenancy": Tenure.ASSURED,
    "assured shorthold": Tenure.FIXED,
    "affordable rent": Tenure.ASSURED,
    "starter": Tenure.STARTER,
    "starter tenancy": Tenure.STARTER,
    "introductory": Tenure.STARTER,
    "fixed": Tenure.FIXED,
    "fixed term": Tenure.FIXED,
    "flexible": Tenure.FIXED,
    "secure contract": Tenure.SECURE_CONTRACT,
    "standard contract": Tenure.STANDARD_CONTRACT,
    "introductory contract": Tenure.STANDARD_CONTRACT,
    "licence": Tenure.LICENCE,
    "temporary": Tenure.TEMPORARY,
    "temporary accommodation": Tenure.TEMPORARY,
    "shared owner": Tenure.SHARED_OWNER,
    "shared ownership": Tenure.SHARED_OWNER,
    "leasehold": Tenure.LEASEHOLD,
    "other": Tenure.OTHER,
}
GENDERS = {
    "female": Gender.FEMALE,
    "f": Gender.FEMALE,
    "woman": Gender.FEMALE,
    "male": Gender.MALE,
    "m": Gender.MALE,
    "man": Gender.MALE,
    "other": Gender.OTHER,
    "non binary": Gender.OTHER,
    "not known": Gender.NOT_KNOWN,
    "unknown": Gender.NOT_KNOWN,
    "u": Gender.NOT_KNOWN,
    "prefer not to say": Gender.NOT_KNOWN,
}

# What somebody is to the first tenant: their place in the household, and how the first tenant stands to them (None: not said).
RELATIONSHIPS: dict[str, tuple[Member, Relation | None]] = {
    "tenant": (Member.TENANT, None),
    "main tenant": (Member.TENANT, None),
    "joint tenant": (Member.JOINT_TENANT, None),
    **dict.fromkeys(("partner", "spouse", "wife", "husband", "civil partner"), (Member.OCCUPANT, Relation.PARTNER)),
    **dict.fromkeys(("ex partner", "former partner", "ex wife", "ex husband"), (Member.EX_PARTNER, Relation.EX_PARTNER)),
    **dict.fromkeys(("child", "son", "daughter"), (Member.CHILD, Relation.PARENT)),
    **dict.fromkeys(("stepchild", "step child", "stepson", "stepdaughter"), (Member.CHILD, Relation.STEP_PARENT)),
    **dict.fromkeys(("grandchild", "grandson", "granddaughter"), (Member.CHILD, Relation.GRANDPARENT)),
    **dict.fromkeys(("foster child", "niece", "nephew"), (Member.CHILD, Relation.RELATIVE)),
    **dict.fromkeys(("adult child", "adult son", "adult daughter"), (Member.OCCUPANT, Relation.PARENT)),
    **dict.fromkeys(("parent", "mother", "father"), (Member.OCCUPANT, Relation.CHILD)),
    **dict.fromkeys(("grandparent", "grandmother", "grandfather"), (Member.OCCUPANT, Relation.GRANDCHILD)),
    **dict.fromkeys(("sibling", "brother", "sister"), (Member.OCCUPANT, Relation.SIBLING)),
    **dict.fromkeys(("relative", "other relative", "aunt", "uncle", "cousin"), (Member.OCCUPANT, Relation.RELATIVE)),
    "carer": (Member.CARER, Relation.CARED_FOR),
    "friend": (Member.OCCUPANT, Relation.FRIEND),
    "lodger": (Member.LODGER, Relation.OTHER),
    "visitor": (Member.VISITOR, Relation.OTHER),
    "occupant": (Member.OCCUPANT, None),
    "other": (Member.OTHER, None),
}

YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
NEVER_BY = {
    "call": "no_call",
    "phone": "no_call",
    "message": "no_message",
    "voicemail": "no_message",
    "text": "no_text",
    "sms": "no_text",
    "letter": "no_letter",
    "post": "no_letter",
    "email": "no_email",
    "e mail": "no_email",
}

# Kinds of history: the event's kind, and the department it usually comes from.
KINDS = {
    "repair": ("history.repair", Department.REPAIRS),
    "antisocial": ("history.antisocial", Department.ANTISOCIAL),
    "arrears": ("history.arrears", Department.INCOME),
    "visit": ("history.visit", Department.HOUSING),
    "complaint": ("history.complaint", Department.CUSTOMER),
    "care": ("history.care", Department.CARE),
    "call": ("history.call", Department.CUSTOMER),
    "letter": ("history.letter", Department.HOUSING),
    "note": ("history.note", Department.HOUSING),
}
DEPARTMENTS = {department.value: department for department in Department}

# HACT v3.5 codes that say something about our own staff's safety; 20-70 is its "Safeguarding alert". The rest say what somebody needs.
HACT = {
    **dict.fromkeys(("10", "10-10", "50"), FlagKind.STAFF_SAFETY),
    "20-70": FlagKind.VICTIM_SAFETY,
    **dict.fromkeys(("0", "1", "20", "20-10", "20-20", "20-30", "20-40", "20-50", "20-60", "30", "40", "60"), FlagKind.NEED),
}
FAMILIES = {"SAF": FlagKind.VICTIM_SAFETY, "RISK": FlagKind.NEED, "COMM": FlagKind.NEED, "MED": FlagKind.NEED}
RISK_TO_STAFF = ("RISK2", "RISK3")  # to staff, to contractors
DRAFT = re.compile(r"(SAF|RISK|COMM|MED)(\d)\.(\d\d)")


def alert(code: str) -> FlagKind | None:
    """What an alert code keeps safe, or None when it is in neither list."""
    if found := DRAFT.fullmatch(code):
        return FlagKind.STAFF_SAFETY if code.startswith(RISK_TO_STAFF) else FAMILIES[found[1]]
    return HACT.get(code)
