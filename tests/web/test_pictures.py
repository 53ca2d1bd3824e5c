"""Where the pieces of the small pictures stand, and that their words say the same."""

import datetime as dt

import pytest

from heed.pictures.family import Bond, Figure, sentences
from heed.web.components.charts import Bar, Point, bar_rows, steps
from heed.web.components.family import picture

SIAN, DARREN, MALI = (
    Figure("s", "Siân", "circle", "38"),
    Figure("d", "Darren", "square", "41"),
    Figure("m", "Mali", "circle", "7"),
)
TIES = [Bond("ex_partner", "s", "d"), Bond("parent", "s", "m"), Bond("parent", "d", "m")]


def placed(people, ties):
    return {node.figure.key: node for node in picture(people, ties).nodes}


def test_parents_stand_side_by_side_above_their_child():
    at = placed([MALI, SIAN, DARREN], TIES)
    assert at["s"].y == at["d"].y < at["m"].y
    assert abs(at["s"].x - at["d"].x) == 88


def test_a_grandparent_stands_above_and_a_partner_is_pulled_down_level():
    gran = Figure("g", "Gwenllian", "circle", "71")
    at = placed([SIAN, DARREN, MALI, gran], [*TIES, Bond("parent", "g", "s")])
    assert at["g"].y < at["s"].y == at["d"].y < at["m"].y


def test_fourteen_people_fit_a_card_and_nobody_stands_on_another():
    crowd = [Figure(str(n), f"Figure {n}") for n in range(14)]
    drawn = picture(crowd, [])
    assert len({(node.x, node.y) for node in drawn.nodes}) == 14
    assert drawn.width <= 6 * 88


def test_a_circle_of_parents_ends():
    drawn = picture([SIAN, DARREN], [Bond("parent", "s", "d"), Bond("parent", "d", "s")])
    assert len(drawn.nodes) == 2


def test_a_tie_to_somebody_this_reader_may_not_see_is_neither_drawn_nor_told():
    ties = [*TIES, Bond("partner", "s", "hidden")]
    assert len(picture([SIAN, DARREN, MALI], ties).lines) == len(picture([SIAN, DARREN, MALI], TIES).lines)
    assert not any("hidden" in sentence for sentence in sentences([SIAN, DARREN, MALI], ties))


def test_the_words_say_what_the_picture_says():
    assert sentences([SIAN, DARREN, MALI], TIES) == [
        "Siân and Darren were partners",
        "Siân is a parent of Mali",
        "Darren is a parent of Mali",
    ]


def test_a_sixty_letter_name_is_cut_in_the_picture_and_whole_in_the_words():
    long = Figure("l", "Llanfairpwllgwyngyll" * 3)
    (node,) = picture([long], []).nodes
    assert all(len(line) <= 12 for line in node.name_lines)
    assert long.name in sentences([long, SIAN], [Bond("partner", "l", "s")])[0]


def test_nobody_is_an_empty_picture():
    assert picture([], []).nodes == ()


def test_a_higher_reading_stands_higher_and_later_ones_further_right():
    first, second = steps([Point(dt.date(2026, 6, 1), 17, "Jun"), Point(dt.date(2025, 6, 1), 6, "Jun 2025")], 14).marks
    assert (first.value, second.value) == (6, 17)
    assert first.x < second.x
    assert first.y > second.y


def test_the_newest_reading_is_always_labelled_when_there_is_no_room_for_all():
    points = [Point(dt.date(2026, 6, day), day, str(day)) for day in range(1, 31)]
    marks = steps(points).marks
    assert marks[-1].shown
    assert sum(mark.shown for mark in marks) < 6


@pytest.mark.parametrize("points", [[], [Point(dt.date(2026, 6, 1), 5, "Jun")]])
def test_no_readings_or_one_do_not_break_the_chart(points):
    assert len(steps(points, 14).marks) == len(points)


def test_bars_are_measured_against_the_longest():
    assert [row["percent"] for row in bar_rows([Bar("a", 4), Bar("b", 1), Bar("c", 0)])] == [100, 25, 0]
    assert bar_rows([Bar("a", 0)])[0]["percent"] == 0
