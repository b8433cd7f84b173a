import type { AssignmentId } from '#domain/assignment';
import type { PartyId } from '#domain/parties';

export const SHELVES = ['mail', 'material', 'deliverables', 'evidence', 'vault'] as const;
/** The buckets, by what lies in them. `vault` is each orderer's own, under its own prefix and key (architecture 2). */
export type Shelf = (typeof SHELVES)[number];

export interface StoredVersion {
  shelf: Shelf;
  key: string;
  versionId: string;
  isMarker: boolean;
}
export interface UnfinishedUpload {
  shelf: Shelf;
  key: string;
  uploadId: string;
}

/** An upload that a form posts straight to the store: its address and hidden fields (works without JavaScript). */
export interface UploadForm {
  url: string;
  fields: Record<string, string>;
}

/** Objects: encrypted with the municipality's key, versioned, erased version by version. */
export interface ObjectVault {
  put(o: {
    shelf: Shelf;
    key: string;
    party: PartyId;
    bytes: Uint8Array;
    mediaType: string;
  }): Promise<{ versionId: string }>;
  /** @throws ObjectNotFound */
  get(shelf: Shelf, key: string, versionId?: string): Promise<Uint8Array>;
  /** Size, version and SHA-256 of the newest version, computed by reading it; undefined when there is none. */
  fingerprint(shelf: Shelf, key: string): Promise<{ size: number; sha256: string; versionId: string } | undefined>;
  exists(shelf: Shelf, key: string): Promise<boolean>;
  /** Copies into the orderer's vault under its own key and reads the copy back. @returns the copy's SHA-256 and size. */
  handOver(o: {
    shelf: Shelf;
    key: string;
    versionId?: string;
    party: PartyId;
    to: string;
  }): Promise<{ size: number; sha256: string }>;
  uploadForm(o: {
    shelf: Shelf;
    key: string;
    party: PartyId;
    maxBytes: number;
    redirectTo: string;
  }): Promise<UploadForm>;
  /** A download address that is good for at most five minutes. */
  downloadUrl(o: { shelf: Shelf; key: string; fileName: string; versionId?: string }): Promise<string>;
  /** Keys in the mail bucket that arrived before `before`, for the sweep. */
  mailKeys(before: Date): Promise<string[]>;
  versionsOf(shelf: Shelf, keyOrPrefix: string): Promise<StoredVersion[]>;
  uploadsOf(shelf: Shelf, prefix: string): Promise<UnfinishedUpload[]>;
  /** Marks a version as released for culling, after the hold check: what lifecycle rules may take (architecture 3). */
  release(version: Pick<StoredVersion, 'shelf' | 'key' | 'versionId'>): Promise<void>;
  eraseVersion(version: Pick<StoredVersion, 'shelf' | 'key' | 'versionId'>): Promise<'erased' | 'already-absent'>;
  abortUpload(upload: UnfinishedUpload): Promise<'erased' | 'already-absent'>;
}

/** The prefix under which everything of an assignment lies on every shelf but `mail`: tenant first (architecture 14). */
export const prefixOf = (orderer: PartyId, id: AssignmentId): string => `${orderer}/${id}/`;
