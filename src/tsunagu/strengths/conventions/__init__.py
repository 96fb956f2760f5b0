"""Conventions.

What others have settled, as dated data: fields, groups, windows, countries, types of documents, 職務時間.
"""
