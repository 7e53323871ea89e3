// Who wants to know, and what there is to know: `on(kind, listener)`, `tell(kind, message)`.

export class Bus {
  constructor() {
    this.listeners = new Map();
  }

  on(kind, listener) {
    if (!this.listeners.has(kind)) this.listeners.set(kind, []);
    this.listeners.get(kind).push(listener);
    return this;
  }

  tell(kind, message) {
    for (const listener of this.listeners.get(kind) ?? []) listener(message);
  }
}
