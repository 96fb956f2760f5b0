"""検索: Japanese full-text search over what the rooms above hand it.

It knows documents with weighted fields, not programs.

``words`` turns text into normalized words, ``thesaurus`` widens a query, ``index`` keeps and searches a tantivy index.
"""
