import { movedFrom } from "../../../provider/symlink/endpoint";

const isMoved = (before: string, now: string) => movedFrom(before, now, "links") !== undefined;

describe("a state was written at the endpoint that is configured", () => {
  it.each([
    ["by another style of addressing", "https://links.oss.test/latest", "https://oss.test/links/latest"],
    ["by another scheme", "http://links.oss.test/links/latest", "https://links.oss.test/links/latest"],
    [
      "from within the region",
      "https://links.oss-cn-hangzhou-internal.aliyuncs.com/latest",
      "https://links.oss-cn-hangzhou.aliyuncs.com/latest",
    ],
  ])("%s", (_how, before, now) => {
    expect(isMoved(before, now)).toBe(false);
    expect(isMoved(now, before)).toBe(false);
  });
});

describe("a state was written at another endpoint", () => {
  it.each([
    ["of another host", "https://links.oss.test/latest", "https://links.other.test/latest"],
    ["of another port", "http://127.0.0.1:9000/links/latest", "http://127.0.0.1:9001/links/latest"],
    ["whose host begins like the bucket", "http://links.oss.test/links/latest", "http://oss.test/links/latest"],
  ])("%s", (_how, before, now) => {
    expect(isMoved(before, now)).toBe(true);
    expect(isMoved(now, before)).toBe(true);
  });
});
