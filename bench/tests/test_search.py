"""What is searched for in the bench is the same in every run, and of every kind."""

from bench.finding_speed import Texts


def made(seed):
    texts = Texts(seed)
    passages = [texts.passage() for _ in range(50)]
    return passages, list(texts.queries(passages))


def test_the_same_seed_makes_the_same_texts_and_queries():
    assert made(3) == made(3)
    assert made(3) != made(4)


def test_two_hundred_queries_of_every_kind():
    _, queries = made(3)
    assert len(queries) == 200
    assert {asked.kind for asked in queries} >= {"1 word", "8 words", "phrase", "prefix", "common words"}
    assert all(asked.typing == (asked.kind == "prefix") for asked in queries)
    assert all(asked.text.strip('" ') for asked in queries)
