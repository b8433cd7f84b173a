import type { AssignmentId } from '#domain/assignment';

/** The two state machines. */
export interface Workflow {
  /** Starts the n-th execution of an assignment; the name is made of both, so starting twice starts once. */
  startAssignment(id: AssignmentId, n?: number): Promise<void>;
  /** Starts the n-th execution of its culling. */
  startCulling(id: AssignmentId, n: number): Promise<void>;
  /** Completes a wait. `gone` when the token is dead: the wait reads the store when it wakes. */
  complete(token: string, outcome: string): Promise<'completed' | 'gone'>;
}
