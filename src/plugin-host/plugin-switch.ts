import type { Db } from '../shared/db.ts';
import { refuse } from '../shared/errors.ts';
import { readSetting, writeSetting } from '../shared/settings.ts';
import type { PluginRegistry } from './plugin-registry.ts';

const SETTING = 'plugins_off';

/** Which plugins the owner has switched off; a setting of the whole installation. */
export class PluginSwitch {
  constructor(
    private readonly db: Db,
    private readonly registry: PluginRegistry,
  ) {}

  /** Takes over what is stored: at start, and where another process may have switched one. */
  async refresh(): Promise<void> {
    this.registry.switchOff(await this.stored(this.db));
  }

  /** Switches a plugin on or off. Refusal 'unknown_platform' for one that isn't there. */
  async set(trx: Db, platformId: string, isOn: boolean): Promise<void> {
    if (!this.registry.all().some(({ platform }) => platform?.id === platformId))
      throw refuse('unknown_platform', { platform: platformId });
    const off = new Set(await this.stored(trx));
    if (isOn) off.delete(platformId);
    else off.add(platformId);
    await writeSetting(trx, SETTING, [...off].sort().join(','));
  }

  private async stored(db: Db): Promise<string[]> {
    const stored = await readSetting(db, SETTING);
    return (stored ?? '').split(',').filter(Boolean);
  }
}
