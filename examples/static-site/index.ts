import { readdirSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Symlink } from "pulumi-oss-symlink";

const bucket = new pulumi.Config().require("bucket");
const site = path.join(__dirname, "site");

/** Folders below `site` that have an index.html, as keys: `guide/`, `guide/install/`. */
const folders = readdirSync(site, { recursive: true })
  .map((file) => String(file).split(path.sep).join("/"))
  .filter((file) => file.endsWith("/index.html"))
  .map((file) => file.slice(0, -"index.html".length));

const links = folders.map(
  (folder) =>
    new Symlink(folder, {
      bucket,
      key: folder,
      target: `${folder}index.html`,
      // A browser that reads a link gets the link's own headers with the page.
      contentType: "text/html; charset=utf-8",
      cacheControl: "no-cache",
    }),
);

export const urls = links.map((link) => link.url);
