"""Words of this room."""

from tsunagu.kernel.labels import Labeled


class Language(Labeled):
    """The language in which somebody is written to."""

    JA = "ja", "日本語", "Japanese"
    EN = "en", "英語", "English"


class State(Labeled):
    """Where a post stands. Only an active one holds, and only between its dates."""

    INVITED = "invited", "招待中", "Invited"
    TO_BE_CONFIRMED = "to-be-confirmed", "確認待ち", "To be confirmed"
    ACTIVE = "active", "有効", "Active"
    ENDED = "ended", "終了", "Ended"
    WITHDRAWN = "withdrawn", "取消", "Withdrawn"


class Standing(Labeled):
    """How a post stands at an instant: its state, and its dates."""

    INVITED = "invited", "招待中", "Invited"
    TO_BE_CONFIRMED = "to-be-confirmed", "確認待ち", "To be confirmed"
    FUTURE = "future", "開始前", "Not begun"
    HELD = "held", "在任中", "Current"
    ENDED = "ended", "終了", "Ended"
    WITHDRAWN = "withdrawn", "取消", "Withdrawn"


class Fact(Labeled):
    """What lines of the ledger tell of in this room alone."""

    DEPUTY = "deputy", "代行者の番号", "Number of the deputy"
    AT = "at", "実施日時", "Takes effect"
    POSTS = "posts", "役割の数", "Number of posts"
    UNDONE = "undone", "取り消し", "Undone"
    MEMBERSHIP = "membership", "役割の番号", "Number of the post"
    SCOPES = "scopes", "できること", "Scopes"


class Verb(Labeled):
    """What may be done to posts and what hangs on them."""

    SEE = "accounts.see", "所属を見る", "See a post"
    INVITE = "accounts.invite", "招待する", "Invite"
    CONFIRM = "accounts.confirm", "所属を確認する", "Confirm a post"
    APPROVE = "accounts.approve", "付与を承認する", "Approve a grant"
    END = "accounts.end", "所属を終了する", "End a post"
    HAND_OVER = "accounts.hand-over", "引き継ぐ", "Hand over posts"
    DELEGATE = "accounts.delegate", "代決を委ねる", "Delegate decisions"
    ADD_DOMAIN = "accounts.add-domain", "ドメインを登録する", "Add a domain"
    REMOVE_DOMAIN = "accounts.remove-domain", "ドメインを外す", "Remove a domain"
    ACCEPT = "accounts.accept", "招待を受ける", "Accept an invitation"
    ISSUE_TOKEN = "accounts.issue-token", "トークンを発行する", "Issue a token"
    REVOKE_TOKEN = "accounts.revoke-token", "トークンを取り消す", "Revoke a token"
    CHANGE_ADDRESS = "accounts.change-address", "メールアドレスを変える", "Change a mail address"
    REGISTER = "accounts.register", "利用者を登録する", "Register"
    READ = "accounts.read", "本人の情報を読む", "Read one's own account"
