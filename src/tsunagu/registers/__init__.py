"""登録簿: official registers as they are published, such as the five million corporate numbers (S44, S19)."""
