import * as pulumi from "@pulumi/pulumi";
import { releaseLinks } from "./release-links";

const config = new pulumi.Config();
const links = releaseLinks(config.require("bucket"), config.require("release"));

export const urls = links.map((link) => link.url);
