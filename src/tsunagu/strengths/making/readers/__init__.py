"""Reading data in: what a file is, whether it is sound, and its rows as flat columns that the merge understands.

``sources`` finds and recognizes files; ``openalex_json`` and ``openalex_parquet`` turn the nested records of an
OpenAlex snapshot into flat Parquet, kept by ``staging`` until the reading has landed; ``flat`` checks flat Parquet and
uses it where it is. ``given`` shows all of it as a few views, ``merge`` puts it together with what the store holds, by
the SQL of ``statements``, and ``landing`` writes the outcome year by year. ``checks`` collects what is wrong.
"""
