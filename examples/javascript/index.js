const pulumi = require("@pulumi/pulumi");
const { Symlink } = require("pulumi-oss-symlink");

const config = new pulumi.Config();
const bucket = config.require("bucket");
const release = config.require("release");

const links = ["app.tgz", "notes.txt"].map(
  (file) =>
    new Symlink(file, {
      bucket,
      key: `latest/${file}`,
      target: `releases/${release}/${file}`,
      metadata: { release },
    }),
);

exports.urls = links.map((link) => link.url);
