"""Questions: what a page, the API and the terminal ask of a store, one a module.

Each answers with frozen records and with the tables to export.
"""
