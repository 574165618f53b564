import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * npm run plugin:sign -- key <private key file>                makes a key, and prints the public one for PLUGIN_INDEX_KEY
 * npm run plugin:sign -- <index.json> <private key file>       signs an index: <index>.signed.json is what is published
 * The index is written by hand (docs/plugins.md, section 10); `sha256` of each package is put in here.
 */

const [first = '', second = ''] = process.argv.slice(2);

try {
  if (first === 'key') makeKey(second);
  else signIndex(first, second);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** @param {string} file */
function makeKey(file) {
  if (file === '') throw new Error('usage: npm run plugin:sign -- key <private key file>');
  if (existsSync(file)) throw new Error(`${file} is there already`);
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  console.log(publicHalf(privateKey));
}

/**
 * @param {string} file
 * @param {string} keyFile
 */
function signIndex(file, keyFile) {
  if (file === '' || keyFile === '')
    throw new Error('usage: npm run plugin:sign -- <index.json> <private key file>');
  const key = createPrivateKey(readFileSync(keyFile));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${keyFile} holds no Ed25519 key`);
  const index = JSON.parse(readFileSync(file, 'utf8'));
  for (const entry of index.plugins) {
    const lies = join(dirname(file), entry.file);
    if (existsSync(lies)) entry.sha256 = createHash('sha256').update(readFileSync(lies)).digest('hex');
    if (!/^[0-9a-f]{64}$/.test(entry.sha256 ?? ''))
      throw new Error(`${entry.id}: ${lies} is not there, and no sha256 is given`);
  }
  const payload = JSON.stringify(index);
  const signature = sign(null, Buffer.from(payload, 'utf8'), key).toString('base64');
  const signed = file.replace(/(\.json)?$/, '.signed.json');
  writeFileSync(signed, `${JSON.stringify({ payload, signature })}\n`);
  console.log(`${signed} is edition ${index.edition}, signed with ${publicHalf(key)}`);
}

/** @param {import('node:crypto').KeyObject} key */
function publicHalf(key) {
  return Buffer.from(key.export({ format: 'jwk' }).x, 'base64url').toString('base64');
}
