"""Who stands behind a risk checklist or a MARAC referral, their own or another's (DA-3, DA-14): managers, operations managers and the
Safeguarding Lead by their post, as they tell CQC; champions by a recorded course. The database asks the same (functions/standing.py)."""

from datetime import datetime

from django.db.models import Q

from heed.organisation.choices import Standing
from heed.organisation.models import Colleague, Post, in_force
from heed.policies.asker import Asker
from heed.policies.roles import Do, roles_that_may
from heed.training.choices import Gives
from heed.training.competence import completions_giving


def competent(me: Asker) -> bool:
    """Whether this reader holds the competence now. One statement, and none where their post says so."""
    return Do.TELL_BODIES in me.may or completions_giving(Gives.ABUSE_RISK, me.at).filter(colleague=me.colleague).exists()


def who_is_competent(at: datetime) -> list[Colleague]:
    """Colleagues of ours who are there at an instant (UTC: not away) and hold the competence, by name. One statement."""
    by_post = Post.objects.filter(in_force(at), role__in=roles_that_may(Do.TELL_BODIES)).values("colleague")
    by_course = completions_giving(Gives.ABUSE_RISK, at).values("colleague")
    there = Colleague.objects.present(at).filter(standing=Standing.EMPLOYEE)
    return list(there.filter(Q(pk__in=by_post) | Q(pk__in=by_course)))
