"""What stands before Django, in the event loop: nothing that waits for somebody outside ever holds a thread.

A request is looked at as it is announced (``asked``), refused where it is malformed (``refusals``), answered from the
kept pages where the data have not changed since (``kept``, ``version``), read whole within bounds (``bodies``), and
only then given to the threads of its lane (``lanes``). ``application`` puts these in their order.
"""
