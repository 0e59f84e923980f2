// In place of the queue where a phone lets pages keep nothing: it is always empty, and whoever reports hears of it.

import { Queue } from "./queue.js";

export class NoQueue extends Queue {
  /** @param {unknown} fault  why nothing can be kept */
  constructor(fault) {
    super(/** @type {IDBDatabase} */ ({ name: "carryover-my" }));
    this.fault = fault;
  }

  /** @returns {Promise<never>} */
  async add() {
    throw this.fault;
  }

  /** @returns {Promise<never>} */
  async takeBack() {
    throw this.fault;
  }

  async all() {
    return [];
  }

  async take() {
    return [];
  }

  async kept() {
    return undefined;
  }

  async keep() {}

  async note() {}

  async forget() {}

  async tidy() {}

  async clear() {}

  close() {
    this.channel.close();
  }
}
