"""`heed colleagues`: a list of everybody, followed each night from a file, in an administrator's name and under their rights.

It says how many and which lines, never who. Joiners without a work account are left for the page, where their passwords can be handed over."""

from pathlib import Path

import click
from django.utils import timezone

from heed.audit import actions as audit
from heed.audit.actions import Verb
from heed.organisation import accounts
from heed.organisation.staff_list import CannotRead
from heed.policies.asker import asker
from heed.policies.cluster import WEB
from heed.policies.inside import inside
from heed.policies.may import may
from heed.policies.roles import Do
from heed.procedures import joining


def follow(file: Path, username: str, *, dry_run: bool) -> int:
    """Answers 0 when all of it was done, 1 when lines were not taken or something waits for a person."""
    at, text = timezone.now(), file.read_text(encoding="utf-8-sig", errors="replace")
    by = accounts.account_or_none(username)
    if by is None:
        raise click.ClickException("There is no colleague of that user name.")
    with inside(WEB, colleague=by.pk, at=at):
        if not may(asker(by, at), Do.ORGANISE):
            raise click.ClickException("That colleague keeps no accounts. Name an administrator.")
        try:
            plan = joining.compare(text, by=by, at=at)
            by_hand = [line for line in plan.joiners if not line.facts.get("directory_id")]
            if not dry_run:
                done = joining.bring_up_to_date(text, by=by, at=at, with_passwords=False)
                changed = (*done.joined, *done.changed, *done.left)
                audit.remember_all(
                    [audit.look(Verb.CHANGED, at=at, colleague=by.pk, page="heed colleagues", record=one.pk) for one in changed]
                )
        except CannotRead as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(
        f"{len(plan.joiners) - len(by_hand)} join, {len(plan.changes)} change, {len(plan.leavers)} leave, {plan.same} stay as they are."
    )
    for line in plan.wrong:
        click.echo(f"  line {line.number}: {line.wrong}", err=True)
    if by_hand:
        click.echo(
            f"  {len(by_hand)} joiners have no work account: send the list on the page, which shows their passwords.", err=True
        )
    if plan.missing:
        click.echo(f"  {len(plan.missing)} are here and not on the list: the page names them.", err=True)
    if not dry_run and done.refused:
        click.echo(f"  {len(done.refused)} could not be done: the page says why.", err=True)
    return int(bool(plan.wrong or by_hand or plan.missing or (not dry_run and done.refused)))
