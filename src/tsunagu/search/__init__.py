"""検索: full-text search in Japanese and English over what the rooms above hand it, and whether it fits.

It knows documents with weighted fields, not programs.

``words`` turns text into normalized words, ``thesaurus`` widens a query, ``index`` keeps and searches a tantivy index,
``passages`` knows which sentences hold how much of a want, and ``rules`` decide what is said to fit.
"""
