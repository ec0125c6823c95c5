"""./dev bench --check: what is above its limit fails, and is told beside what is not."""

from tests.bench.check import Found, judged, measured


def test_a_ratio_above_its_limit_fails_and_is_named(capsys):
    within, above = Found("flat", 1.0, 1.0, 1.3), Found("steep", 3.0, 1.0, 1.5)

    assert judged([within]) == 0
    assert judged([within, above]) == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[-2:]] == ["ok", "EXCEEDED"]


def test_the_cost_of_one_piece_is_compared_where_one_side_does_more(monkeypatch):
    taken = iter([8.0, 2.0, 9.0, 2.5])
    monkeypatch.setattr("tests.bench.check.spent", lambda action: next(taken))

    found = measured("per piece", 1.1, (lambda: None, lambda: None), runs=2, part=4)

    assert (found.ours, found.other, found.is_exceeded) == (2.0, 2.0, False)


def test_what_is_exceeded_is_measured_once_more(monkeypatch):
    taken = iter([5.0, 1.0, 1.0, 1.0])
    monkeypatch.setattr("tests.bench.check.spent", lambda action: next(taken))

    assert not measured("noisy", 1.5, (lambda: None, lambda: None), runs=1).is_exceeded
