"""Storage: folders of Parquet that change as a whole, and the engines that run expressions over them.

Begin with ``store``: a ``Store`` is read as it lies there, and written by a ``Change`` alone. ``files`` writes and
hashes its tables, over ``arrays``; ``folders`` keeps writers apart. ``engines`` stands beside them: what computes.
"""
