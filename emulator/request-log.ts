/** One request as it was answered; status 0 means that the connection was cut instead. */
export interface RequestRecord {
  readonly operation: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly status: number;
}

/** The newest requests, oldest first. */
export class RequestLog {
  #records: RequestRecord[] = [];

  constructor(readonly capacity: number) {}

  add(record: RequestRecord): void {
    if (this.capacity === 0) return;
    this.#records.push(record);
    // Cut back in one go now and then: dropping the oldest each time would move the whole list.
    if (this.#records.length >= 2 * this.capacity) this.#records = this.#records.slice(-this.capacity);
  }

  list(): RequestRecord[] {
    return this.#records.slice(-this.capacity);
  }

  clear(): void {
    this.#records = [];
  }
}
