"""The database goes away under a report: restarted, killed, or cut off at the worst instant (R8 to R10)."""

import pytest

from faults import cable, database, killed

pytestmark = pytest.mark.fault
MODES = ["immediate", "fast", "immediate", "fast"]


@pytest.mark.parametrize(("moment", "mode"), list(zip(database.MOMENTS, MODES, strict=True)))
def test_restarted_in_the_middle_of_a_page_it_says_what_to_do_and_the_draft_is_kept(site, moment, mode):
    database.restarted(site, moment, mode)


def test_killed_while_colleagues_report_no_confirmed_report_is_lost(site):
    killed.killed(site, writers=4, kills=1, between=8)


def test_while_it_is_away_every_page_says_so_and_pictures_and_styles_still_come(site):
    phone = site.phone("rita1")
    site.database.stop("fast")
    try:
        for path in ("/", "/report/", "/sign-in/", "/healthz"):
            database.says_what_to_do(phone.get(path))
        assert phone.get("/static/heed/heed.css").status_code == 200
    finally:
        site.database.start()


def test_cut_off_after_commit_the_second_press_makes_no_second_record(site):
    cable.cut_after_commit(site, 1)
