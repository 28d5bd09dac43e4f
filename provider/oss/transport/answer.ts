import { type AnswerHeaders, readHeaders } from "./answer-headers";

/** A response as it came: header bytes become text only if somebody asks for it. */
export class Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly #raw: readonly Buffer[];
  #headers: AnswerHeaders | undefined;

  /** `raw` holds names and values by turns, as bytes. */
  constructor(status: number, raw: readonly Buffer[], body: Buffer) {
    this.status = status;
    this.#raw = raw;
    this.body = body;
  }

  get headers(): AnswerHeaders {
    this.#headers ??= readHeaders(this.#raw);
    return this.#headers;
  }
}
