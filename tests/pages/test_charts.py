"""The geometry of charts: no database, no HTML."""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest

from app.pages.charts import Axis, Chart, Point, bar_axis, over_time, records, score_axis, sparkline, steps
from app.pages.labels import Box, place
from app.pages.wording import difference, least_decimals, number

MAX = 1.7976931348623157e308
NO_BOUNDS = (None, None)


def point(key: str, day: str, value: float) -> Point:
    return Point(key, key, date.fromisoformat(day), value, 0)


def chart(*points: Point, higher_is_better: bool | None = True, **more: object) -> Chart:
    given: dict[str, object] = {"size": (1040, 400), "bounds": NO_BOUNDS, "unit": None, **more}
    return over_time(points, higher_is_better=higher_is_better, **given)  # type: ignore[arg-type]  # any of them


RACE = [
    point("late", "2025-01-01", 70),
    point("first", "2023-01-01", 50),
    point("worse", "2023-06-01", 40),
    point("equal", "2024-01-01", 50),
    point("better", "2024-02-01", 60),
]


def test_a_record_is_better_than_all_before() -> None:
    assert [held.key for held in records(RACE, True)] == ["first", "better", "late"]


def test_records_run_the_other_way_where_less_is_better() -> None:
    assert [held.key for held in records(RACE, False)] == ["first", "worse"]


def test_nobody_holds_a_record_where_the_direction_is_unknown() -> None:
    assert records(RACE, None) == []
    assert chart(*RACE, higher_is_better=None).line == ""


def test_of_one_day_only_the_best_holds_a_record_and_of_equals_the_first() -> None:
    day = "2024-01-01"
    assert [held.key for held in records([point("a", day, 1), point("b", day, 2)], True)] == ["b"]
    assert [held.key for held in records([point("z", day, 2), point("b", day, 2)], True)] == ["b"]


def test_a_record_stands_until_it_is_beaten() -> None:
    assert steps([(10, 50), (20, 40), (35, 5.5)], 100) == "M10 50H20V40H35V5.5H100"
    assert steps([], 100) == ""


def test_better_is_higher_on_the_chart_and_the_line_goes_through_the_records() -> None:
    drawn = chart(*RACE)
    places = {mark.point.key: mark for mark in drawn.marks}
    assert places["late"].y < places["better"].y < places["first"].y < places["worse"].y
    assert places["first"].x < places["worse"].x < places["equal"].x
    assert [mark.point.key for mark in drawn.marks if mark.record] == ["first", "better", "late"]
    assert drawn.line.startswith(f"M{places['first'].x:g} {places['first'].y:g}H{places['better'].x:g}")
    assert drawn.line.endswith(f"H{drawn.plot.right:g}")


@pytest.mark.parametrize(
    "values",
    [
        [5.0],
        [0.0],
        [-3.0, -3.0],
        [1e-9, 2e-9],
        [0.0, 1e-300],
        [-MAX, MAX],
        [1e15, 1e15 + 1],
        [0.1, 7e9],
        [1, 2, 3],
    ],
)
def test_everything_drawn_lies_inside_whatever_the_scores(values: list[float]) -> None:
    points = [
        point(f"model {index}", str(date(2024, 1, 1) + timedelta(days=index)), value)
        for index, value in enumerate(values)
    ]
    drawn = chart(*points)
    for mark in drawn.marks:
        assert drawn.plot.left <= mark.x <= drawn.plot.right
        assert drawn.plot.top <= mark.y <= drawn.plot.bottom
    for tick in drawn.y_ticks:
        assert drawn.plot.top - 0.1 <= tick.at <= drawn.plot.bottom + 0.1
    assert len(drawn.y_ticks) <= 21


def test_the_axis_keeps_to_the_bounds_that_the_scores_keep() -> None:
    axis = score_axis([97.0, 60.0], 0, 100)
    assert 50 < axis.low < 60
    assert 97 < axis.high <= 100
    assert score_axis([120.0, 60.0], 0, 100).high > 120, "a score past the bound is shown all the same"
    assert score_axis([1.0], 0, 1).high == 1
    assert score_axis([0.0], 0, None).low == 0


def test_scores_of_several_orders_of_magnitude_stand_on_a_logarithmic_axis() -> None:
    assert score_axis([5.2, 137.3], 0, None).logarithmic
    assert not score_axis([5.2, 50.0], 0, None).logarithmic
    assert not score_axis([0.5, 99.0], 0, 100).logarithmic, "a bounded scale is never bent"
    assert not score_axis([-5.0, 500.0], None, None).logarithmic
    assert score_axis([5.0, 500.0], None, None).ticks(5) == [5, 10, 20, 50, 100, 200, 500]


def test_ticks_are_round_and_within() -> None:
    assert Axis(67.6, 95.2).ticks(5) == [70, 80, 90]
    assert Axis(0, 1).ticks(5) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert Axis(-1.2, 1.2).ticks(5) == [-1, -0.5, 0, 0.5, 1]


def test_a_bar_needs_a_foot() -> None:
    assert bar_axis([50.0], [50.0], 0, 100) == Axis(0, 100)
    assert bar_axis([50.0], [40.0, 80.0], 0, None) == Axis(0, 80), "the longest whisker fits"
    assert bar_axis([1200.0], [1200.0], None, None) is None
    assert bar_axis([-1.0], [-1.0], 0, None) is None
    assert bar_axis([0.0], [0.0], 0, None) is None


def texts(*days: str) -> list[str]:
    return [tick.text for tick in chart(*(point(day, day, 1) for day in days)).x_ticks]


def test_time_ticks_have_the_room_they_need() -> None:
    assert texts("2024-03-10") == ["Mar 2024"]
    assert texts("2024-01-10", "2024-05-20") == [
        "Jan 2024",
        "Feb 2024",
        "Mar 2024",
        "Apr 2024",
        "May 2024",
        "Jun 2024",
    ]
    assert texts("2023-03-01", "2025-08-05")[:3] == ["Apr 2023", "Jul 2023", "Oct 2023"]
    assert texts("2015-03-01", "2025-08-05") == [str(year) for year in range(2015, 2026)]
    assert texts("1900-01-01", "9999-12-31")[::4] == ["2000", "4000", "6000", "8000", "10000"][:4]
    narrow = chart(point("a", "2023-03-01", 1), point("b", "2025-08-05", 1), size=(400, 340))
    assert all(later.at - earlier.at > 70 for earlier, later in pairwise(narrow.x_ticks))


def test_labels_meet_nothing_and_never_change() -> None:
    crowd = [
        point(f"A model of some length {index}", str(date(2024, 1, 1) + timedelta(days=index)), index * 0.7)
        for index in range(80)
    ]
    first, second = chart(*crowd), chart(*reversed(crowd))
    assert first == second
    assert 0 < len(first.labels) < 80
    boxes = [Box(label.x - 1, label.y - 10, label.x + 1, label.y) for label in first.labels]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]


def test_a_label_that_finds_no_room_is_left_out() -> None:
    within = Box(0, 0, 100, 100)
    wall = [Box(-50, -50, 150, 150)]
    assert place([(50, 50, "name")], [], [], within, 12)
    assert place([(50, 50, "name")], [], wall, within, 12) == []


def test_long_names_are_shortened_on_the_chart() -> None:
    label = place([(500, 50, "n" * 255)], [], [], Box(0, 0, 1000, 100), 12)[0]
    assert label.text.endswith("…")
    assert len(label.text) <= 34


def test_a_sparkline_follows_the_record() -> None:
    days = [date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1)]
    assert sparkline([], []) == ""
    assert sparkline(days, [1, 2, 3]).count("V") == 2
    assert sparkline(days[:1], [4]).startswith("M60 14")


@pytest.mark.parametrize(
    ("value", "least", "text"),
    [
        (90, 1, "90.0"),
        (88.7, 1, "88.7"),
        (85.02, 1, "85.02"),
        (0.8735, 1, "0.8735"),
        (137.319, 1, "137.3"),
        (1312.0, 1, "1,312"),
        (1312.26, 0, "1,312.3"),
        (-0.5, 0, "\N{MINUS SIGN}0.5"),
        (0, 0, "0"),
        (0.00001, 0, "1e-05"),
        (1e300, 0, "1e+300"),
    ],
)
def test_numbers(value: float, least: int, text: str) -> None:
    assert number(value, least) == text


def test_a_column_has_decimals_where_one_number_has() -> None:
    assert least_decimals([90, 88.7]) == 1
    assert least_decimals([90, 88]) == 0


def test_percentages_differ_in_points() -> None:
    assert difference(91.8 - 90.4, "%") == "+1.4\N{NO-BREAK SPACE}points"
    assert difference(-80, "km") == "\N{MINUS SIGN}80\N{NO-BREAK SPACE}km"
