"""The pages' frame: layout, language, errors, security headers, home. Assembles, decides nothing."""
