import csv
from pathlib import Path

import pulumi
import pulumi_oss_symlink as oss

bucket = pulumi.Config().require("bucket")

with Path(__file__).with_name("moved.csv").open(newline="") as table:
    moved = list(csv.DictReader(table))

links = [
    oss.Symlink(
        row["old"],
        bucket=bucket,
        key=row["old"],
        target=row["new"],
        # A path that leads nowhere helps nobody: such a link is not written.
        target_check=oss.TargetCheck.REQUIRE,
        metadata={"moved": "true"},
    )
    for row in moved
]

pulumi.export("urls", [link.url for link in links])
