"""What the incident form said already of CQC's two questions, for the gate of the case it feeds (DA-5)."""

from heed.cases.models import Case
from heed.concerns.choices import AccountKind, Known
from heed.concerns.models import Feed
from heed.policies import visible
from heed.policies.asker import Asker

GATE = {AccountKind.CARE_HARMED: "victim", AccountKind.CARE_ALLEGED: "perpetrator"}


def said_of_care(me: Asker, case: Case) -> dict[str, Known]:
    """By question, as far as this colleague may read the concerns that feed the case. One yes is enough; not known is left out."""
    fed = Feed.objects.filter(case=case, folder=case.folder_id, undone_at=None).values("concern")
    rows = [(GATE[AccountKind(row.kind)], row.words) for row in visible.accounts(me).filter(concern__in=fed, kind__in=GATE)]
    yes = {name: Known.YES for name, words in rows if words == Known.YES}
    return {name: Known.NO for name, words in rows if words == Known.NO} | yes
