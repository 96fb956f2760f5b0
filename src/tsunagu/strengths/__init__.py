"""強み: what universities are strong in, from open bibliographic data (S33, S97, S98, S99; basis of S4 and S96).

A library without Django. Its parts, from the data to the answer: ``readers`` and ``ingest`` fill a ``store`` of the ``tables``; ``build`` computes
contributions, thresholds and cells on an ``engines`` engine; ``counting``, ``topshare``, ``groups``, ``portfolio``, ``layers``, ``networks`` are the
measures, as Ibis expressions; ``questions`` put them together to what a page, the API or the terminal shows. The doors to the site are in ``doors``.
"""
