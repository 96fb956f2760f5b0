"""The register of corporate numbers at its real size, with invented bodies.

    python -m benchmarks.registers write FILE --rows 5000000
    python -m benchmarks.registers search --seconds 20

The first writes a file in the National Tax Agency's layout; `tsunagu organizations import houjin FILE` reads it.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tsunagu.registers.rules.identifiers import houjin_digit

_FORMS = [
    "株式会社{}",
    "{}株式会社",
    "有限会社{}",
    "合同会社{}",
    "一般社団法人{}",
    "医療法人{}",
    "特定非営利活動法人{}",
]
_KINDS = ["301", "301", "302", "305", "399", "399", "399"]
_PARTS = """
東京 大阪 名古屋 北海道 福岡 広島 仙台 建設 工業 商事 電機 製作所 システム サービス
開発 研究所 山本 川口 田中 中村 高木 木村 石原 青空 緑地 桜 富士 太陽 未来 共栄
協和 第一 新生 日本 東洋 西部 南海 北陸 物流 運輸 食品 水産 農園 酒造 印刷 出版
設計 不動産 ホーム テック ラボ デザイン ソリューションズ エナジー メディカル ケア
バイオ フーズ トレード ワークス
""".split()
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"


def rows(count: int, seed: int) -> Iterator[list[str]]:
    """Invented corporations with right check digits, in the order of their numbers."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number in range(1, count + 1):
        body = f"{number * 197 + 10_000_000_000:012}"
        which = chance.randrange(len(_FORMS))
        name = _FORMS[which].format("".join(chance.choices(_PARTS, k=chance.randint(1, 3))))
        kana = "".join(chance.choices(_KANA, k=chance.randint(4, 12)))
        prefecture = chance.randint(1, 47)
        row = [""] * 30
        row[0:6] = [str(number), f"{houjin_digit(body)}{body}", "01", "0", "2026-10-30", "2015-10-05"]
        row[6], row[8] = name, _KINDS[which]
        row[9:12] = [
            "見本県",
            "見本市",
            f"{chance.randint(1, 9)}丁目{chance.randint(1, 99)}番{chance.randint(1, 30)}号",
        ]
        row[13:16] = [f"{prefecture:02}", "201", f"{chance.randrange(10**7):07}"]
        row[22:24], row[28], row[29] = ["2015-10-05", "1"], kana, "0"
        yield row


def write(file: Path, count: int, encoding: str) -> None:
    """Write a file of so many rows."""
    with file.open("w", encoding=encoding, newline="") as target:
        csv.writer(target, quoting=csv.QUOTE_ALL).writerows(rows(count, seed=1))


def search(seconds: float) -> None:
    """Ask for names of many kinds, and print what one answer costs this process and the database."""
    from tsunagu.cli.main import start

    start()
    from tsunagu.registers.queries import CorporationQuery, corporations

    chance = random.Random(2)  # noqa: S311 - no secret
    spent, found, ends = [], 0, time.monotonic() + seconds
    while time.monotonic() < ends:
        text = _asked(chance)
        began, cpu = time.monotonic(), time.process_time()
        found += bool(corporations(CorporationQuery(q=text)))
        spent.append((time.monotonic() - began, time.process_time() - cpu))
    waits, cpus = sorted(one for one, _ in spent), sorted(one for _, one in spent)
    print(
        json.dumps(
            {
                "asked": len(spent),
                "found": found,
                "median_ms": round(1000 * statistics.median(waits), 1),
                "p95_ms": round(1000 * waits[int(len(waits) * 0.95)], 1),
                "longest_ms": round(1000 * waits[-1], 1),
                "p95_cpu_ms": round(1000 * cpus[int(len(cpus) * 0.95)], 1),
            }
        )
    )


def _asked(chance: random.Random) -> str:
    """What somebody types: a whole name, its beginning, its middle, two letters, a wrong letter, katakana, nonsense."""
    name = "".join(chance.choices(_PARTS, k=2))
    kind = chance.randrange(7)
    if kind == 4:
        at = chance.randrange(len(name))
        return name[:at] + "々" + name[at + 1 :]
    kana = "".join(chance.choices(_KANA, k=4))
    return [name, name[:3], name[1:], chance.choice(_PARTS)[:2], "", kana, "無い名前ゝゞ"][kind]


def main() -> None:
    """Write a file or ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    writing = verbs.add_parser("write")
    writing.add_argument("file", type=Path)
    writing.add_argument("--rows", type=int, default=5_000_000)
    writing.add_argument("--encoding", default="cp932")
    asking = verbs.add_parser("search")
    asking.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    if given.verb == "write":
        write(given.file, given.rows, given.encoding)
    else:
        search(given.seconds)


if __name__ == "__main__":
    main()
