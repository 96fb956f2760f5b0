"""Making: how a store comes by its tables.

Begin with ``ingest``, which reads files in by ``readers``, and ``build``, which computes what follows: of each year by
``yearly``, over years by ``windows``. On the way ``identities`` says which institution is which, ``unification``
follows their ``links``, and ``corrections`` takes over what people know better. ``synthetic`` makes data up, ``demo``
fills a site that has none.
"""
