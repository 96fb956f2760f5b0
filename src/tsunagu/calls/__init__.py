"""公募 / Calls: files with dates say who may apply, by when, for what, judged how (S14, S24, S29, S45, S63, S120)."""
