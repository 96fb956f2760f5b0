"""座組・ネットワーク (S44, S66, S67, S69, S74-S76, S80, S84): networks, who is in them, and how they meet.

A network is a body of the directory, and who belongs to it stands there. This room adds what makes a network: the
program that gave rise to it, its plan, its links, services, agreements and meetings; and what can be read of many.
"""
