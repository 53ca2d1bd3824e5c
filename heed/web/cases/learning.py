"""A case's end: its evaluation and lessons, how it was handled, a case review with an end of its own (DA-7, CH-5, CH-6)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from heed.cases.choices import Reached, Safer
from heed.learning import actions as learning
from heed.learning.actions import Found, Learned
from heed.learning.choices import Audience, Handling, Principle, Recurrence, RiskNow, Trigger
from heed.pictures.case import choosing, parts
from heed.web.cases import forms
from heed.web.cases.asking import Asks, It
from heed.web.cases.questions import there


def _found(said: dict[str, Any], it: It) -> Found:
    return Found(
        said["what_happened"],
        said["outcomes"],
        Recurrence(said["recurrence"]),
        RiskNow(said["risk_now"]),
        Safer(said["safer"]),
        said["bodies_told"],
        Reached(said["reached"]) if said["reached"] else None,
        {Principle(code): said[f"principle_{code}"] for code in Principle.values if said[f"principle_{code}"]},
        [Learned(said["lesson"], Audience(said["audience"]), it.me)] if said["lesson"].strip() else [],
    )


EVALUATE = Asks(
    _("Evaluate the case"),
    _("Keep the evaluation"),
    lambda it: forms.EvaluationForm(it.data),
    lambda it, said: learning.evaluate(it.case, _found(said, it), by=it.me, at=it.at),
    _("Evaluated. The case can close when nothing else is owed."),
    may=lambda may: may.answer_for,
    lead=_("What happened, how it came out, and what the next colleague should know. Lessons name nobody."),
    keeps=True,
)
LESSON = Asks(
    _("Add a lesson"),
    _("Keep the lesson"),
    lambda it: forms.LessonForm(it.data),
    lambda it, said: learning.learn(it.case, Learned(said["lesson"], Audience(said["audience"]), it.me), by=it.me, at=it.at),
    may=lambda may: may.answer_for,
    keeps=True,
)
HANDLING = Asks(
    _("How was it handled?"),
    _("Keep the review"),
    lambda it: forms.HandlingForm(it.data),
    lambda it, said: learning.review_handling(
        it.case,
        Handling(said["found"]),
        said["words"],
        by=it.me,
        at=it.at,
        missed=said["missed"],
        done_about=said["done_about"],
    ),
    may=lambda may: may.review,
    lead=_("For the line manager of whoever answered for it. What is said in supervision is never written here."),
    keeps=True,
)
OPEN_REVIEW = Asks(
    _("Open a case review"),
    _("Open it"),
    lambda it: forms.OpenReviewForm(it.data, officers=choosing.could_review(it.case, it.at)),
    lambda it, said: learning.open_review(
        it.case, [Trigger(one) for one in said["triggers"]], said["why"], said["officer"], said["due_on"], by=it.me, at=it.at
    ),
    _("Open. The officer is let into the case and told; it ends with findings of its own."),
    may=lambda may: may.open_review,
    keeps=True,
)
END_REVIEW = Asks(
    _("End the case review"),
    _("End it"),
    lambda it: forms.EndReviewForm(it.data),
    lambda it, said: learning.end_review(
        there(parts.review(it.case, it.part)), said["findings"], said["missed"], said["actions"], by=it.me, at=it.at
    ),
    may=lambda may: True,  # its officer's alone, as the verb says; the case may have closed meanwhile
    about=parts.review,
    keeps=True,
)
