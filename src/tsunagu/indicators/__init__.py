"""指標 / indicators: dated figures of bodies under definitions that have versions (S78, and what S93 to S102 need)."""
