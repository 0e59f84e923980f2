// Reads an AsyncAPI document on standard input; writes what is wrong with it, one line each.
import { Parser } from '@asyncapi/parser';
import { text } from 'node:stream/consumers';

const { diagnostics } = await new Parser().parse(await text(process.stdin));
for (const { severity, code, path, message } of diagnostics) {
  if (severity <= 1) console.log([code, path.join('/'), message].join(' '));
}
