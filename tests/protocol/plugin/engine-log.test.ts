import { EngineLog } from "../../../provider/protocol/engine-log";
import { startFakeEngine } from "../../support/plugin/fake-engine";

describe("a log whose engine has gone", () => {
  it("fails no call that has something to say", async () => {
    const engine = await startFakeEngine();
    const log = new EngineLog(engine.address);
    log.for("urn").warn("heard");
    await log.flush();
    log.close();
    log.for("urn").warn("unheard");
    await expect(log.flush()).resolves.toBeUndefined();
    expect(engine.log.map(({ message }) => message)).toEqual(["heard"]);
    engine.close();
  });
});
