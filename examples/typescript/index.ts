import * as pulumi from "@pulumi/pulumi";
import { Symlink } from "pulumi-oss-symlink";

const config = new pulumi.Config();
const bucket = config.require("bucket");
const release = config.require("release");

const files = ["app.tgz", "notes.txt"];

const links = files.map(
  (file) =>
    new Symlink(file, {
      bucket,
      key: `latest/${file}`,
      target: `releases/${release}/${file}`,
      metadata: { release },
    }),
);

export const urls = links.map((link) => link.url);
