"""メール: what the site writes to people, kept in the transaction that it is about and sent by a job."""
