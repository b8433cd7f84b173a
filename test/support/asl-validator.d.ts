declare module 'asl-validator' {
  interface AslError {
    'Error code': string;
    Message?: string;
  }
  /** Validates a parsed definition; `errors` is empty when it is valid. */
  export default function validate(
    definition: object,
    options?: { checkArn?: boolean; checkPaths?: boolean },
  ): { isValid: boolean; errors: AslError[] };
}
