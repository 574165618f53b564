import type { Platform, PolledPlatform } from '../../src/plugin-api/index.ts';
import { createRegistry, type PluginRegistry } from '../../src/plugin-host/index.ts';

/** A platform that finds nothing, with whatever the test wants otherwise. */
export function buildPlatform(overrides: Partial<PolledPlatform> = {}): PolledPlatform {
  return {
    id: 'acme',
    apiVersion: 2,
    version: '1.0.0',
    name: { zh: '某平台', en: 'Acme' },
    payTypes: ['wxpay', 'alipay'],
    settings: [
      { key: 'username', label: { zh: '用户名', en: 'User' }, type: 'text', required: true, maxLength: 20 },
      { key: 'password', label: { zh: '密码', en: 'Password' }, type: 'secret', required: true },
      {
        key: 'base_url',
        label: { zh: '地址', en: 'Address' },
        type: 'url',
        required: false,
        default: 'https://acme.example',
      },
    ],
    listening: 'polled',
    hosts: ['acme.example'],
    terminal: {
      namedByReceipts: true,
      label: { zh: '终端', en: 'Terminal' },
      help: { zh: '无', en: 'None' },
    },
    facts: [],
    login: { password: async () => ({ done: null }) },
    fetchReceipts: async () => ({ receipts: [] }),
    ...overrides,
  };
}

export function registryOf(...platforms: Platform[]): PluginRegistry {
  return createRegistry(
    platforms.map((platform) => ({ folder: platform.id, source: 'built-in', platform, problem: null })),
  );
}
