"""Every answer of site, API and command as files, to prove that a change of the code leaves them as they are.

    python -m tests.snapshot take DIR --stores FOLDER
    python -m tests.snapshot compare BEFORE AFTER [--layout] [--json]

``take`` prepares a database of its own with the real catalog, asks (``pages``, ``interface``, ``commands``) and writes
one file an answer: first the question, then the answer as ``answers`` tells it, without what changes from run to run.
The stores are made once and kept in FOLDER, so that both sides of a comparison are asked about the same data. Nothing
is imported from the rooms but the command and the settings: the tool runs on code that is laid out otherwise.
"""
