"""ご意見: what readers tell the operator of the site, without an account; kept until the operator removes it."""
