/** Pictures kept in memory: merchants have few codes, and every order of a code shows the same one. */
const KEPT = 100;
/** About this wide, in whole pixels per module: sharp on a phone, small on the wire. */
const WIDTH = 360;
const QUIET_ZONE = 4;

/** Draws texts as QR codes; the same text again costs nothing. */
export class QrImages {
  private readonly kept = new Map<string, Promise<Buffer>>();

  /** A PNG, so that a long press works inside WeChat. */
  draw(content: string): Promise<Buffer> {
    const known = this.kept.get(content);
    if (known) return known;
    const picture = draw(content);
    picture.catch(() => this.kept.delete(content));
    this.kept.set(content, picture);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return picture;
  }
}

async function draw(content: string): Promise<Buffer> {
  const { default: QRCode } = await import('qrcode');
  const { modules } = QRCode.create(content, { errorCorrectionLevel: 'M' });
  const scale = Math.max(3, Math.round(WIDTH / (modules.size + 2 * QUIET_ZONE)));
  return QRCode.toBuffer(content, { errorCorrectionLevel: 'M', margin: QUIET_ZONE, scale });
}
