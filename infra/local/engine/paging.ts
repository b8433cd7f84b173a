import { ApiError } from './api-error.ts';

/** 0 and nothing both mean the default of 100. */
export const pageSize = (maxResults: number | undefined): number => maxResults || 100;

/** A page token says which list it belongs to, so that it cannot be used to go on with another one. */
export const writePageToken = (list: string, last: string): string =>
  Buffer.from(JSON.stringify([list, last])).toString('base64url');

/** @throws {ApiError} InvalidToken */
export const readPageToken = (token: string, list: string): string => {
  const prefix = `[${JSON.stringify(list)},"`;
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith(prefix) || !text.endsWith('"]'))
    throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  return text.slice(prefix.length, -2);
};
