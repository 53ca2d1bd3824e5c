"""What a reader may do now with a case they may open. The pages ask it before they show a way; the verbs and the wall have the last word."""

from dataclasses import dataclass, field
from functools import cached_property

from heed.cases.choices import State
from heed.cases.models import Case
from heed.policies.asker import Asker
from heed.policies.competence import competent
from heed.policies.roles import Do


@dataclass(frozen=True)
class May:
    """`work`: note, visit, refer, put somebody down. `answer_for`: pass on, exempt, conclude. `end`: close, open again. `tell`: the local
    authority and CQC. `plan`: keep a safety plan, also of a closed case. `review`: the handling of another's. `open_review`: a case review. `take_out`: print it, download from it."""

    work: bool
    answer_for: bool
    end: bool
    tell: bool
    plan: bool
    review: bool
    open_review: bool
    take_out: bool
    asker: Asker = field(repr=False)

    @cached_property
    def countersign(self) -> bool:
        """Stand behind a checklist or a referral of another's. Asked where a page needs it: it may cost a statement."""
        return self.work and competent(self.asker)


def _over(me: Asker, case: Case) -> bool:
    """The lead, and operations managers over the case's scheme."""
    return me.everything or (Do.REVIEW in me.may and case.scheme_id in me.schemes)


def may_of(me: Asker, case: Case) -> May:
    """Whoever answers for the case, the operations manager over its scheme and the lead pass it on, exempt, conclude and close it."""
    answers = case.responsible_id == me.pk or _over(me, case)
    open_ = case.state != State.CLOSED
    return May(
        work=open_ and Do.WORK_CASE in me.may,
        answer_for=open_ and answers and Do.ANSWER_FOR_CASE in me.may,
        end=answers and Do.END_CASE in me.may,
        tell=open_ and Do.TELL_BODIES in me.may,
        plan=Do.SAFETY_PLAN in me.may,
        review=case.responsible_id != me.pk and (_over(me, case) or case.responsible.line_manager_id == me.pk),
        open_review=Do.OPEN_REVIEW in me.may,
        take_out=Do.PRINT in me.may,
        asker=me,
    )
