import pytest
from reply_cases import LANGUAGES, config

from amends.models.vocabulary import Topic
from amends.replies import unknown_ids
from amends.replies.catalogue import shipped, topics_of
from amends.replies.quotation import names_a_sum


@pytest.mark.parametrize(("shelf", "most"), [("causes", 60), ("remedies", 40)])
def test_what_ships_exists_in_every_language(shelf, most):
    assert len(shipped(shelf)) >= most
    for name, texts in shipped(shelf).items():
        assert set(texts) >= set(LANGUAGES), name
        assert topics_of(shelf, name) <= set(Topic.__args__), name
        for code, text in texts.items():
            assert text.strip() == text.rstrip(".!")
            assert not names_a_sum(text, code)
            assert text[0].isupper() == (shelf == "causes"), text


def test_unknown_ids_are_reported_with_their_path():
    own = config(
        explanations={"food": [{"id": "forgotten"}, {"id": "forgoten"}]},
        remedies={"delivery": [{"id": "zzz"}, {"text": "own words"}]},
    )
    (first, first_says), (second, second_says) = unknown_ids(own)
    assert first == ("explanations", "food", 1, "id")
    assert "did you mean 'forgotten'?" in first_says
    assert second == ("remedies", "delivery", 0, "id")
    assert second_says == "'zzz' is not among the remedies that ship with amends"
