"""本人の記載 (S68): whoever signed in finds their entry in the directory, keeps it, and says what of it is shown."""
