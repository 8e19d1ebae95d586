"""How the text of one cell is read."""

from datetime import date

import pytest

from blastline.normalise.cells import (
    UnreadableCell,
    as_printed,
    read_count,
    read_date,
    read_day,
    read_number,
    read_yes_no,
)
from blastline.records.interval import Interval


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("82.5", Interval(82.5, 82.5)),
        ("0", Interval(0, 0)),
        ("−3.2", Interval(-3.2, -3.2)),
        ("1e3", Interval(1000, 1000)),
        ("<40", Interval(high=40, high_open=True)),
        ("below 38.5", Interval(high=38.5, high_open=True)),
        ("<= 40", Interval(high=40)),
        ("≤40", Interval(high=40)),
        ("at most 6", Interval(high=6)),
        (">10", Interval(low=10, low_open=True)),
        ("Over 10", Interval(low=10, low_open=True)),
        ("≥10", Interval(low=10)),
        ("at least 2", Interval(low=2)),
        ("5.81–28.4", Interval(5.81, 28.4)),
        ("2-3", Interval(2, 3)),
        ("2 to 3", Interval(2, 3)),
        ("-5--3", Interval(-5, -3)),
    ],
)
def test_a_number_leaves_open_what_its_words_leave_open(text, values):
    assert read_number(text) == values


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1,200", "write a decimal point and no thousands separator"),
        ("6.80–4.10", "the range runs backwards, from 6.8 to 4.1"),
        ("very low", "a number looks like 82.5, <40"),
        ("<", "a number looks like"),
        ("<low", "a number looks like"),
        ("12 %", "a number looks like"),
        ("nan", "a number looks like"),
    ],
)
def test_what_is_no_number_is_refused_with_what_one_looks_like(text, remedy):
    with pytest.raises(UnreadableCell, match=remedy):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("below 38.0", "<38.0"), ("at most 6", "≤6"), (">=10", "≥10"), ("13.40-162.5", "13.40–162.5"), ("54.0", "54.0")],
)
def test_a_number_is_printed_with_the_digits_it_came_with(text, shown):
    assert as_printed(text) == shown


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3", 3),
        ("0", 0),
        ("1 time", 1),
        ("3 times", 3),
        ("Two", 2),
        ("none", 0),
        ("two days", 2),
        ("twelve cycles", 12),
    ],
)
def test_a_count_is_read_in_digits_or_words(text, count):
    assert read_count(text) == count


@pytest.mark.parametrize("text", ["", "1.5", "-1", "several", "3 or 4", "about 3"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(UnreadableCell, match="a count looks like 3"):
        read_count(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-10-31", date(2022, 10, 31), date(2022, 10, 31)),
        ("2022-10", date(2022, 10, 1), date(2022, 10, 31)),
        ("2024-2", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_partial_date_may_be_any_day_of_its_month_or_year(text, first, last):
    assert read_date(text) == (first, last)


@pytest.mark.parametrize("text", ["2023-02-29", "2022-13", "2022-04-31", "0000"])
def test_a_day_that_is_not_in_the_calendar_is_refused(text):
    with pytest.raises(UnreadableCell, match="there is no such day in the calendar"):
        read_date(text)


@pytest.mark.parametrize("text", ["31.10.2022", "10/31/2022", "22-10-31", "October 2022"])
def test_a_date_in_another_order_is_refused_rather_than_guessed(text):
    with pytest.raises(UnreadableCell, match="write a date as 2022-10-31"):
        read_date(text)


@pytest.mark.parametrize(
    ("first_day", "printed", "days_from_first_dose"),
    [(1, "1", 0), (1, "10", 9), (1, "-1", -1), (1, "-7", -7), (0, "0", 0), (0, "10", 10), (0, "-1", -1), (0, "+3", 3)],
)
def test_the_day_of_the_first_dose_is_0_however_the_study_counts(first_day, printed, days_from_first_dose):
    assert read_day(printed, first_day) == days_from_first_dose


def test_there_is_no_day_0_where_the_first_dose_is_day_1():
    with pytest.raises(UnreadableCell, match="there is no day 0"):
        read_day("0", first_day=1)


def test_a_study_day_is_a_whole_number():
    with pytest.raises(UnreadableCell, match="a study day is a whole number"):
        read_day("3.5", first_day=1)


@pytest.mark.parametrize(("text", "answer"), [("yes", True), ("No", False), ("Y", True), ("0", False)])
def test_yes_and_no_are_read_as_people_write_them(text, answer):
    assert read_yes_no(text) is answer


def test_unknown_is_neither_yes_nor_no():
    with pytest.raises(UnreadableCell, match="leave the cell empty where it is not known"):
        read_yes_no("unknown")
