"""質問票 / Sheets: versioned questions that bodies answer, with evidence (S70)."""
