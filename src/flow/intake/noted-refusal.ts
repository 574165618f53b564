import { Refusal } from '../../shared/errors.ts';

/** Where a shop knocked. */
export type ShopDoor = 'submit' | 'mapi' | 'api' | 'qrcode' | 'address' | 'createOrder' | 'closeOrder';

/** A shop's request that was refused, for the list that its owner reads. Fields may hold secrets. */
export interface RefusedRequest {
  door: ShopDoor;
  refusal: Refusal;
  params: Readonly<Record<string, string | undefined>>;
}

export type TellRefusal = (refused: RefusedRequest) => void;

/** Does the work; tells of the Refusal that it throws and passes it on. */
export async function noting<T>(
  { tellRefusal }: { tellRefusal: TellRefusal },
  asked: Pick<RefusedRequest, 'door' | 'params'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) tellRefusal({ ...asked, refusal: error });
    throw error;
  }
}
