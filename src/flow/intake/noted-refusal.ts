import { Refusal, refuse } from '../../shared/errors.ts';

/** Where a shop knocked. */
export type ShopDoor = 'submit' | 'mapi' | 'api' | 'qrcode' | 'address' | 'createOrder' | 'closeOrder';

/** A shop's request that was refused, for the list that its owner reads. Fields may hold secrets. */
export interface RefusedRequest {
  door: ShopDoor;
  refusal: Refusal;
  params: Readonly<Record<string, string | undefined>>;
}

export type TellRefusal = (refused: RefusedRequest) => void;

const noted = new WeakSet<object>();

/** Does the work; tells of the Refusal that it throws and passes it on. */
export async function noting<T>(
  { tellRefusal }: { tellRefusal: TellRefusal },
  asked: Pick<RefusedRequest, 'door' | 'params'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      noted.add(error);
      tellRefusal({ ...asked, refusal: error });
    }
    throw error;
  }
}

/**
 * Tells of a request whose body could not be read at all, so that nothing of it came as far as `noting`: a broken or
 * too large form, one in another charset. To be called with what a door's routes throw; tells of nothing twice.
 */
export function noteUnread(
  { tellRefusal }: { tellRefusal: TellRefusal },
  asked: Pick<RefusedRequest, 'door' | 'params'>,
  error: unknown,
): void {
  const { status } = (error ?? {}) as { status?: unknown };
  const isTheirs = typeof status === 'number' && status >= 400 && status < 500;
  if (!isTheirs || noted.has(error as object)) return;
  const refusal = error instanceof Refusal ? error : refuse('bad_form');
  tellRefusal({ ...asked, refusal });
}
