"""利用者: who signs in, with which posts in which organizations, and until when (S19, S83)."""
