/** Preloaded by NODE_OPTIONS: what asks for the site of Pulumi's releases gets the stand-in at $STAND_IN_SITE. */
const real = globalThis.fetch;
globalThis.fetch = (url, options) => {
  const { pathname, hostname } = new URL(url);
  if (hostname !== "get.pulumi.com") return real(url, options);
  return real(process.env.STAND_IN_SITE + pathname, options);
};
