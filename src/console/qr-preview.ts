/** The text as a QR code, ready for an <img>; null when it is too long for one. */
export async function qrPreview(text: string): Promise<string | null> {
  try {
    const { default: QRCode } = await import('qrcode');
    const svg = await QRCode.toString(text, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
    return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  } catch {
    return null;
  }
}
