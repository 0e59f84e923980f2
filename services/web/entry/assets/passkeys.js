// Passkeys in the browser, by its WebAuthn interface in JSON.
import { Refused } from "../site/doing.js";

/** @param {any} options of the service @param {string} without what is said where no passkey was used */
export async function ask(options, without) {
  return credential(without, () =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  );
}

/** A new one. @param {any} options of the service @param {string} without what is said where none was made */
export async function make(options, without) {
  return credential(without, () =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  );
}

/** @param {string} without @param {() => Promise<any>} doing */
async function credential(without, doing) {
  try {
    return (await doing()).toJSON();
  } catch {
    throw new Refused({ code: "no_passkey", title: without, status: -1 }); // taken back, none there, or no such browser
  }
}
