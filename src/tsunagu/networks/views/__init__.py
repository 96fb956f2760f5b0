"""Pages of this room."""

from tsunagu.networks.views.pages import alive, network, networks, region, tile_map

__all__ = ["alive", "network", "networks", "region", "tile_map"]
