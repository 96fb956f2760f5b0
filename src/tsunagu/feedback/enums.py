"""Words of this room."""

from tsunagu.kernel.labels import Labeled


class Kind(Labeled):
    """What a message is about."""

    MISTAKE = "mistake", "掲載内容の誤り", "A mistake in what is shown"
    WISH = "wish", "改善の要望", "Something to improve"
    OTHER = "other", "その他", "Something else"


class Fact(Labeled):
    """What lines of the ledger tell of in this room alone."""

    RECEIVED = "received", "受付日時", "Received"


class Verb(Labeled):
    """What one may do with a message."""

    READ = "feedback.read", "ご意見を読む", "Read messages"
    REMOVE = "feedback.remove", "ご意見を取り除く", "Remove messages"
