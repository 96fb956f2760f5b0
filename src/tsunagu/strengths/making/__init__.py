"""Making: how a store comes by its tables.

Files are read in, institutions unified, works corrected, and all that follows is computed.
"""
