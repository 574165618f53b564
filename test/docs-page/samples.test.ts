import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exampleFields, exampleMerchant } from '../../src/docs-page/worked-example.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { viewsDir } from '../../src/shared/paths.ts';
import { interpreterAvailable } from '../support/requirements.ts';

const samples = join(viewsDir, 'doc/samples');
const { key } = exampleMerchant;

const cases: Record<string, string>[] = [
  exampleFields,
  { ...exampleFields, sign_type: 'MD5', sign: 'x', param: 'a=b&c', zero: '0' },
  { b: '2', B: '1', a_b: '3', ab: '4', name: '你好，世界 🎉' },
];

/** Runs a program text, with the case on stdin; prints the sign, then whether a right and a wrong sign verify. */
const languages = [
  {
    name: 'Node.js',
    command: process.execPath,
    args: [
      '--input-type=module',
      '-e',
      `import { epaySign, epayVerify } from ${JSON.stringify(pathToFileURL(join(samples, 'sign.mjs')).href)};
import { readFileSync } from 'node:fs';
const { params, key, sign } = JSON.parse(readFileSync(0, 'utf8'));
console.log(epaySign(params, key), epayVerify({ ...params, sign }, key), epayVerify({ ...params, sign: '坏' }, key));`,
    ],
  },
  {
    name: 'Python',
    command: 'python3',
    args: [
      '-c',
      `${readFileSync(join(samples, 'sign.py'), 'utf8')}
import json, sys
given = json.loads(sys.stdin.buffer.read().decode("utf-8"))
params, key = given["params"], given["key"]
right, wrong = epay_verify({**params, "sign": given["sign"]}, key), epay_verify({**params, "sign": "坏"}, key)
print(epay_sign(params, key), str(right).lower(), str(wrong).lower())`,
    ],
  },
  {
    name: 'PHP',
    command: 'php',
    args: [
      '-r',
      `require ${JSON.stringify(join(samples, 'sign.php'))};
$given = json_decode(file_get_contents('php://stdin'), true);
$right = epay_verify(['sign' => $given['sign']] + $given['params'], $given['key']);
$wrong = epay_verify(['sign' => '坏'] + $given['params'], $given['key']);
echo epay_sign($given['params'], $given['key']), ' ', json_encode($right), ' ', json_encode($wrong), "\\n";`,
    ],
  },
];

describe.each(languages.filter(({ command }) => interpreterAvailable(command)))(
  'the program in $name on /doc',
  ({ command, args }) => {
    test('signs as we do, and verifies', () => {
      for (const params of cases) {
        const sign = epaySign(params, key);
        const input = JSON.stringify({ params, key, sign });
        expect(execFileSync(command, args, { input, encoding: 'utf8' }).trim()).toBe(`${sign} true false`);
      }
    });
  },
);
