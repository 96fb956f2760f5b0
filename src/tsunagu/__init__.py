"""Tsunagu (繋ぐ): Japan's support programs for universities, regions and companies on one map."""

__version__ = "0.1.0"
