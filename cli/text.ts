/** `1 link`, `2,000 links`. */
export function counted(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? "" : "s"}`;
}

export function grouped(number: number): string {
  return number.toLocaleString("en-US");
}
