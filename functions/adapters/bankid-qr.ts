import { createHmac } from 'node:crypto';

/**
 * What an animated QR code says (BankID, "Animated QR code"): it changes every second, so that a picture of it is soon
 * worth nothing. The secret never leaves the server.
 *
 * @param seconds whole seconds since the order's answer came.
 */
export const qrText = (token: string, secret: string, seconds: number): string =>
  `bankid.${token}.${seconds}.${createHmac('sha256', secret).update(String(seconds)).digest('hex')}`;
