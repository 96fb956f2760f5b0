import pytest

from tsunagu.catalog import enums
from tsunagu.catalog.enums import ApplicantType, BodyKind, tags
from tsunagu.kernel.labels import Labeled

ENUMS = [
    kind
    for kind in vars(enums).values()
    if isinstance(kind, type) and issubclass(kind, Labeled) and kind is not Labeled
]


@pytest.mark.parametrize("kind", ENUMS)
def test_every_word_has_a_label_in_both_languages(kind):
    assert len(kind) > 0
    unlabeled = [member for member in kind if not (member.ja and member.en) and member is not enums.AmountIs.EXACT]
    assert unlabeled == []


@pytest.mark.parametrize("kind", ENUMS)
def test_no_two_words_share_a_label(kind):
    if kind is not enums.Confidence:
        assert len({member.ja for member in kind}) == len({member.en for member in kind}) == len(kind)


def test_every_relation_has_a_label_from_the_other_side():
    assert all(kind.reverse_label for kind in enums.RelationKind)


def test_four_kinds_of_bodies_are_general_and_each_other_one_belongs_to_one_of_them():
    general = [kind for kind in BodyKind if kind.broader is kind]
    assert general == [
        BodyKind.RESEARCH_INSTITUTION,
        BodyKind.COMPANY,
        BodyKind.LOCAL_GOVERNMENT,
        BodyKind.RESEARCHER,
    ]
    assert {kind.broader for kind in BodyKind} == set(general)


def test_a_general_kind_covers_its_own_and_not_the_reverse():
    assert BodyKind.UNIVERSITY.covers(BodyKind.NATIONAL_UNIVERSITY)
    assert not BodyKind.NATIONAL_UNIVERSITY.covers(BodyKind.UNIVERSITY)
    assert not BodyKind.NATIONAL_UNIVERSITY.covers(BodyKind.PUBLIC_UNIVERSITY)
    assert not BodyKind.COMPANY.covers(BodyKind.NATIONAL_UNIVERSITY)


def test_a_university_is_a_research_institution_and_not_every_research_institution_a_university():
    covered = [kind for kind in BodyKind if BodyKind.UNIVERSITY.covers(kind)]
    assert [kind.value for kind in covered] == [
        "university",
        "national-university",
        "public-university",
        "private-university",
    ]
    others = [kind for kind in BodyKind if BodyKind.RESEARCH_INSTITUTION.covers(kind) and kind not in covered]
    assert [kind.value for kind in others] == [
        "research-institution",
        "college-of-technology",
        "inter-university-institute",
        "joint-usage-center",
        "national-research-institute",
    ]


def test_the_four_applicant_types_are_the_four_general_kinds():
    assert [kind.body for kind in ApplicantType] == [kind for kind in BodyKind if kind.broader is kind]


def test_no_tag_is_listed_twice():
    assert len(set(tags.TAGS)) == len(tags.TAGS) > 40
