"""Every write of this room; what people keep of themselves, the actions of ``organizations`` write."""

from tsunagu.profiles.actions.claiming import claim, confirm, refuse, take_back, withdraw

__all__ = ["claim", "confirm", "refuse", "take_back", "withdraw"]
