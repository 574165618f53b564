import type { Code } from '../../flow/accounts/index.ts';
import { newTradeNo } from '../../flow/orders/index.ts';
import { codeForOrder, type PluginRegistry } from '../../plugin-host/index.ts';
import type { Lang } from '../../shared/i18n/index.ts';
import { qrPreview } from '../qr-preview.ts';

type Platform = ReturnType<PluginRegistry['get']>;

/** A code over one fen, of a kind that is computed for each order, for its owner to try. */
export interface CodeTrial {
  picture: string;
  content: string;
  /** The kind to go back to where it is refused. */
  plainKind: string;
}

/** Null where the code is of no such kind. Its number is new each time: a platform may refuse one that it knows. */
export async function trialOf(
  platform: Platform,
  code: Pick<Code, 'style' | 'kind' | 'content'>,
  { now, lang }: { now: number; lang: Lang },
): Promise<CodeTrial | null> {
  if (platform.listening !== 'forwarded' || code.style !== 'link') return null;
  const order = { number: newTradeNo(now), amountFen: 1 };
  const content = codeForOrder(platform, code.kind, order, code.content);
  const picture = content && (await qrPreview(content));
  const plain = platform.codeKinds.find(({ forOrder }) => !forOrder);
  return content && picture ? { content, picture, plainKind: plain?.name[lang] ?? '' } : null;
}
