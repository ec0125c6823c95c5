"""Paragraphs in the manner of many provinces: every wrong figure is found, no right one is."""

import pytest

from departments.validation.narrative import examine

from .marked import marked, number

FILES = ("provinces.txt", "offices.txt", "counties.txt")
PARAGRAPHS = [pytest.param(x, id=x.title) for name in FILES for x in marked(name)]
UNSEEN = {
    # what the grammar does not yet decide: title, figure
}


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_the_marks_are_right(paragraph):
    for relation in paragraph.relations:
        assert relation.computed == number(relation.right), relation


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_what_is_wrong_is_found_and_nothing_else(paragraph):
    faults = examine([("", "", paragraph.text)]).faults
    found = {(x.mention.start, number(x.expected)) for x in faults}
    wrong = {(x.start, number(x.right)) for x in paragraph.relations if x.is_wrong}
    unseen = {x for x in wrong if (paragraph.title, str(x[1])) in UNSEEN}

    assert found == wrong - unseen


def test_most_of_what_is_right_is_recognised():
    """A relation that is recognised would be found if it were wrong."""
    read = agreed = 0
    for paragraph in (x.values[0] for x in PARAGRAPHS):
        examination = examine([("", "", paragraph.text)])
        places = {x.start: x for x in examination.sections[0].quantities}
        right = [x for x in paragraph.relations if not x.is_wrong and x.start in places]
        read += len(right)
        agreed += sum(examination.class_of(0, places[x.start]) == "agrees" for x in right)

    assert agreed >= read * 0.9
