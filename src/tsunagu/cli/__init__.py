"""The ``tsunagu`` command: thin doors over the rooms' queries and actions."""
