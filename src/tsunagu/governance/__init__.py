"""会議・論点・文書・節目 (S2, S9, S10, S44): what was asked in meetings, and what became of it."""
