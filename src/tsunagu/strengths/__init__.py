"""強み: what universities are strong in, from open bibliographic data (S33, S97, S98, S99; basis of S4 and S96).

A library without Django, and pages over it. The library, from the data to the answer: ``storage`` keeps the ``tables``;
``making`` fills them: it reads data in and computes contributions, thresholds and cells; ``measures`` are Ibis
expressions, after the ``conventions`` of the field; ``questions`` put them together to what a page, the API or the
terminal shows, and ``drawings`` to plots. Above these stand forms, views, API and commands.
"""
