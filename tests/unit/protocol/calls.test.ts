import { Calls, cancelled, cutOff } from "../../../provider/protocol/calls";

describe("Calls", () => {
  it("aborts everything in flight when told to stop, and what begins later, until resumed", () => {
    const calls = new Calls();
    const before = calls.begin(0);
    calls.stop(cancelled());
    const during = calls.begin(0);
    calls.resume();
    const after = calls.begin(0);
    expect([before, during, after].map((call) => call.signal.aborted)).toEqual([true, true, false]);
    expect(before.signal.reason).toMatchObject({ code: "CANCELLED" });
  });

  it("aborts a single call whose connection broke, with that as the reason", () => {
    const calls = new Calls();
    const [one, other] = [calls.begin(0), calls.begin(0)];
    one.abort(cutOff());
    expect(one.signal.reason).toMatchObject({ message: "the connection to the engine broke" });
    expect(other.signal.aborted).toBe(false);
  });

  it("keeps the first reason", () => {
    const call = new Calls().begin(0);
    call.abort(cutOff());
    call.abort(cancelled());
    expect(call.signal.reason).toMatchObject({ message: "the connection to the engine broke" });
  });

  describe("with a time limit", () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    it("aborts when the time is up, naming the way to more of it", () => {
      const call = new Calls().begin(2.5, 1000);
      expect(call.deadline).toBe(3500);
      jest.advanceTimersByTime(2499);
      expect(call.signal.aborted).toBe(false);
      jest.advanceTimersByTime(1);
      expect(call.signal.reason).toMatchObject({
        code: "DEADLINE_EXCEEDED",
        message: expect.stringContaining("customTimeouts"),
      });
    });

    it("leaves no timer behind when the call ends in time", () => {
      const calls = new Calls();
      calls.begin(60).end();
      expect(jest.getTimerCount()).toBe(0);
      expect(calls.inFlight).toBe(0);
    });

    it("sets no timer without a limit", () => {
      expect(new Calls().begin(0).deadline).toBeUndefined();
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
