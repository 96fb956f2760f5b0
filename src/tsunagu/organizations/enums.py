"""Words of this room."""

from tsunagu.kernel.labels import Labeled


class OrganizationKind(Labeled):
    """What an organization is in the State."""

    MINISTRY = "ministry", "府省", "Ministry"
    AGENCY = "agency", "外局・機関", "Agency"
    FUNDER = "funder", "配分機関", "Funding agency"
