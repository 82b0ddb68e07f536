/**
 * MongoDB's errors: every refusal leaves the store as one of these.
 *
 * Names and numbers are those of `src/mongo/base/error_codes.yml` of the MongoDB server; where the server raises
 * an error without a name, the name is `Location` and the number.
 */
import type { Value } from './bson-value.ts';

export const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  IllegalOperation: 20,
  InvalidBSON: 22,
  LockTimeout: 24,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  InvalidDBRef: 54,
  EmptyFieldName: 56,
  DottedFieldName: 57,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NetworkTimeout: 89,
  ShutdownInProgress: 91,
  OperationFailed: 96,
  NoProgressMade: 98,
  CommandNotSupported: 115,
  ConflictingOperationInProgress: 117,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  NotImplemented: 238,
  OutOfDiskSpace: 14031,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
} as const;

/** A named error of MongoDB, or the number of one that has no name. */
export type ErrorName = keyof typeof ERROR_CODES | number;

/** What a command answers instead of a result. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Further fields of the answer, as `keyPattern` and `keyValue` of a duplicate key. */
  readonly details: Record<string, Value>;
  constructor(code: number, codeName: string, message: string, details: Record<string, Value> = {}) {
    super(message);
    this.code = code;
    this.codeName = codeName;
    this.details = details;
  }
}

/** Makes one of MongoDB's errors, by name or by number. */
export function commandError(
  name: ErrorName,
  message: string,
  details?: Record<string, Value>,
): CommandError {
  if (typeof name === 'number') return new CommandError(name, `Location${name}`, message, details);
  return new CommandError(ERROR_CODES[name], name, message, details);
}
