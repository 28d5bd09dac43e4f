/** `2012-02-24T08:43:07.000Z`, the form of dates in XML. */
export function isoDate(milliseconds: number): string {
  if (milliseconds !== lastDate.milliseconds) lastDate = { milliseconds, text: new Date(milliseconds).toISOString() };
  return lastDate.text;
}

/** Neighbours in a listing often have one date. */
let lastDate = { milliseconds: 0, text: "1970-01-01T00:00:00.000Z" };

/** `Fri, 24 Feb 2012 08:43:07 GMT`, the form of dates in headers. */
export function httpDate(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastHttpDate.second) lastHttpDate = { second, text: new Date(milliseconds).toUTCString() };
  return lastHttpDate.text;
}

/** All answers of a second tell the same one. */
let lastHttpDate = { second: 0, text: "Thu, 01 Jan 1970 00:00:00 GMT" };

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)$/;

export function parseHttpDate(text: string): number | undefined {
  if (!HTTP_DATE.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

const BASIC_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** `20120224T084307Z`, the date of a version 4 signature (wire-facts §10.2). */
export function parseBasicDate(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = BASIC_DATE.exec(text) ?? [];
  if (year === undefined) return undefined;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
