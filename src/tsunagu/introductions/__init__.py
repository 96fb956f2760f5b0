"""紹介 (S68): somebody asks to be introduced to a key person; contacts are passed on only where that person agrees."""
