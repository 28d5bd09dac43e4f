import * as pulumi from "@pulumi/pulumi";
import * as oss from "pulumi-oss-symlink-plugin";

const config = new pulumi.Config();
const bucket = config.require("bucket");
const release = config.require("release");

const links = ["app.tgz", "notes.txt"].map(
  (file) =>
    new oss.Symlink(file, {
      bucket,
      key: `latest/${file}`,
      target: `releases/${release}/${file}`,
      metadata: { release },
    }),
);

export const urls = links.map((link) => link.url);
