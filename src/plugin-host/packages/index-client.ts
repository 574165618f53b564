import { createHash } from 'node:crypto';
import type { Db } from '../../shared/db.ts';
import type { Outbound } from '../../shared/outbound.ts';
import { OutboundError } from '../../shared/outbound-error.ts';
import { saying } from '../../shared/saying.ts';
import { readSetting, writeSetting } from '../../shared/settings.ts';
import { badPackage } from './bad-package.ts';
import { PACKAGE_LIMITS } from './read-archive.ts';
import {
  badIndex,
  type IndexEntry,
  type PluginIndex,
  readIndexKey,
  readSignedIndex,
} from './signed-index.ts';

const SEEN = 'plugin_index_seen';

export interface IndexPlace {
  /** Empty: there is none. */
  url: string;
  /** See readIndexKey. */
  key: string;
}

/** What may be installed from the configured index. Its file and its packages are fetched only when a person asks. */
export class IndexClient {
  /** `outbound` reads `PACKAGE_LIMITS.fileBytes` and a byte more. */
  constructor(private readonly deps: { db: Db; outbound: Pick<Outbound, 'get'>; place: IndexPlace }) {}

  /** Null: none is configured. */
  get address(): string | null {
    return this.deps.place.url || null;
  }

  /** The newest edition. Refusal 'bad_index': not there, not signed by the key, or older than one that was seen. */
  async read(): Promise<PluginIndex> {
    const { db, place } = this.deps;
    const key = readIndexKey(place.key);
    if (!key) throw badIndex(saying('plugins.index.noKey'));
    const index = readSignedIndex((await this.fetch(place.url)).toString('utf8'), key);
    const [seenKey = '', seen = '0'] = ((await readSetting(db, SEEN)) ?? '').split(' ');
    // With another key it is another index.
    if (seenKey === place.key && index.edition < Number(seen))
      throw badIndex(saying('plugins.index.older', { edition: index.edition, seen }));
    if (seenKey !== place.key || index.edition > Number(seen))
      await writeSetting(db, SEEN, `${place.key} ${index.edition}`);
    return index;
  }

  /** The package of an entry, exactly the one that the index means. Refusal 'bad_package' or 'bad_index'. */
  async download({ file, sha256 }: IndexEntry): Promise<Buffer> {
    const { url } = this.deps.place;
    if (!URL.canParse(file, url)) throw badPackage(saying('plugins.index.badAddress'));
    const bytes = await this.fetch(new URL(file, url).href);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw badPackage(saying('plugins.index.otherContent'));
    return bytes;
  }

  private async fetch(url: string): Promise<Buffer> {
    const answer = await this.deps.outbound.get(url).catch((error: unknown) => {
      throw error instanceof OutboundError
        ? badIndex(saying('plugins.index.notReached', { why: error.saying }))
        : error;
    });
    if (answer.status !== 200) throw badIndex(saying('plugins.index.status', { status: answer.status }));
    if (answer.body.length > PACKAGE_LIMITS.fileBytes) throw badIndex(saying('plugins.package.tooLarge'));
    return answer.body;
  }
}
