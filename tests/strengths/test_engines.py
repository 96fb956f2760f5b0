from __future__ import annotations

from tests.strengths.corpora import STEPS, chain, chance_papers, corpus

PAPERS = chance_papers(600, unplaced=0.1)


def test_spark_computes_every_step_to_the_same_bits_and_types(spark_engine):
    tables = corpus(PAPERS)
    ours, theirs = chain(tables), chain(tables, engine=spark_engine)
    for name in STEPS:
        assert ours[name].schema.types == theirs[name].schema.types, name
        assert ours[name].equals(theirs[name].cast(ours[name].schema)), name
