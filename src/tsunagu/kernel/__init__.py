"""The words every room shares: money, fiscal years, text, labels in two languages, problems, tables.

No room above is known here.
"""
