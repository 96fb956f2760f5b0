"""This room's pages, one file a subject.

Nothing is imported here: what they need takes seconds to load, so ``urls`` loads each when it is called.
"""
