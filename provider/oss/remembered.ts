/**
 * Texts made from names that come again and again, such as those of metadata. The engine looks a property or a header up
 * by the identity of its name, and finding that for a newly made string costs more than all else that is done with it.
 */
export class Remembered {
  readonly #make: (name: string) => string;
  readonly #known = new Map<string, string>();

  constructor(make: (name: string) => string) {
    this.#make = make;
  }

  of(name: string): string {
    return this.#known.get(name) ?? this.#remember(name);
  }

  #remember(name: string): string {
    // Names may come from hostile answers: they must not fill the memory.
    if (this.#known.size >= MOST) this.#known.clear();
    const made = this.#make(name);
    if (made.length <= LONGEST) this.#known.set(name, made);
    return made;
  }
}

const MOST = 1000;
const LONGEST = 200;
