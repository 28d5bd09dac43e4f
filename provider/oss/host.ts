/** Without port and brackets. */
export function hostName(host: string): string {
  return host.replace(/:[0-9]+$/, "").replace(/^\[(.*)\]$/, "$1");
}

/** Whether a name is one of this machine. */
export function isLoopback(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || /^127\./.test(name) || name === "::1";
}
