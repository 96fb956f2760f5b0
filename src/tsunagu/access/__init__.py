"""権限・監査: who may do what, and what was done by whom (ledger)."""
