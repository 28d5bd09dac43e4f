/**
 * Tests, demo and bench run with the caller's environment minus everything that could lead to a real account
 * or change what the engine does: a developer's own credentials can never be used by them.
 */
const foreign = /^(OSS|ALIBABA_CLOUD|ALIBABACLOUD|ALICLOUD|ALIYUN|PULUMI)_/i;
const kept = new Set(["PULUMI_ENGINE_DIR", "OSS_SYMLINK_CACHE"]);

/** Closes the places where the official credential chain looks besides variables. */
const closed = {
  ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true",
  ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
  ALIBABA_CLOUD_CREDENTIALS_FILE: "/dev/null",
};

/** A copy of `env` that is safe to hand to a program under test. */
function scrubbedEnvironment(env = process.env) {
  const safe = {};
  for (const [name, value] of Object.entries(env)) {
    if (kept.has(name) || !foreign.test(name)) safe[name] = value;
  }
  return { ...safe, ...closed };
}

module.exports = { scrubbedEnvironment };
