"""総合振興パッケージ・関連事業マップ.

Every ministry's support programs, the maps, windows to call, budgets (S1-S4, S6, S7, S12-S16, S22, S23).

``files`` describes the text files under ``data/catalog``; ``actions.load`` brings them in.
"""
