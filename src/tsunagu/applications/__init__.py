"""申請 / Applications: drafts written by several people of a body, submitted to the second (S24, S38)."""
