import pulumi
import pulumi_oss_symlink as oss

config = pulumi.Config()
bucket = config.require("bucket")
release = config.require("release")

links = [
    oss.Symlink(
        file,
        bucket=bucket,
        key=f"latest/{file}",
        target=f"releases/{release}/{file}",
        metadata={"release": release},
    )
    for file in ["app.tgz", "notes.txt"]
]

pulumi.export("urls", [link.url for link in links])
