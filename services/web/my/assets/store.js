// What the phone remembers by itself: reports on their way, and whose page this is. One memory for all tabs and the worker.

const VERSION = 1;

/**
 * @param {string} [name]
 * @returns {Promise<IDBDatabase>}
 */
export function openStore(name = "carryover-my") {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, VERSION);
    asked.onupgradeneeded = () => {
      const reports = asked.result.createObjectStore("reports", { keyPath: "number", autoIncrement: true });
      reports.createIndex("id", "event.id", { unique: true });
      asked.result.createObjectStore("kept");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("another tab holds an older memory open"));
  });
}

/**
 * Runs `work` in one transaction; its answer is given once everything is on the disk.
 * `work` may await nothing but requests of its transaction.
 *
 * @template T
 * @param {IDBDatabase} db
 * @param {"readonly" | "readwrite"} mode
 * @param {(reports: IDBObjectStore, kept: IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function within(db, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(["reports", "kept"], mode, { durability: "strict" });
    /** @type {T} */
    let answer;
    /** @type {unknown} */
    let fault = null;
    transaction.oncomplete = () => resolve(answer);
    transaction.onabort = () => reject(fault ?? transaction.error);
    work(transaction.objectStore("reports"), transaction.objectStore("kept")).then(
      (found) => {
        answer = found;
      },
      (error) => {
        fault = error;
        transaction.abort();
      },
    );
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
