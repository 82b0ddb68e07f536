/**
 * What a command is: its name, the options it takes, and what it does.
 *
 * The options are an allowlist. An option that is not in it is refused, one that MongoDB has and this store has not
 * as well: an answer that leaves an option out of account would be wrong without anyone noticing.
 *
 *     export const ping = defineCommand({ name: 'ping', options: {}, run: async () => new Map() });
 */
import { wholeNumber } from '../arithmetic.ts';
import { type Doc, isDoc, type Value } from '../bson-value.ts';
import { commandError } from '../command-error.ts';
import type { Engine } from '../engine.ts';
import { isTruthy } from '../expression.ts';

/** One call of a command. */
export interface Call {
  engine: Engine;
  body: Doc;
  db: string;
  /** Documents of a sequence or of an array of the body, as raw BSON. */
  sequence(field: string): Buffer[] | undefined;
  /** Milliseconds on the engine's steady clock after which the command gives up; undefined: never. */
  deadline: number | undefined;
  connectionId: number;
}

/** What is done with an option: it is used, or it is accepted because it changes no answer here. */
export type OptionUse = 'used' | 'no effect';

/** A command. */
export interface Command {
  name: string;
  aliases?: readonly string[];
  options: Record<string, OptionUse>;
  /** Options of MongoDB that are refused, with a word on why, where it is worth one. */
  refused?: Record<string, string>;
  /** Whether it changes documents and takes a write concern. */
  writes?: boolean;
  run(call: Call): Promise<Doc>;
}

/** Declares a command. */
export function defineCommand(command: Command): Command {
  return command;
}

/** Options that every command takes. */
export const COMMON_OPTIONS: Record<string, OptionUse> = {
  $db: 'used',
  lsid: 'no effect',
  $clusterTime: 'no effect',
  $readPreference: 'no effect',
  comment: 'no effect',
  maxTimeMS: 'used',
  readConcern: 'used',
  writeConcern: 'used',
};

const TRANSACTION_OPTIONS = ['txnNumber', 'startTransaction', 'autocommit', 'stmtId', 'stmtIds'];

/**
 * Checks the options of a call against the allowlist.
 * @throws 40415 for what MongoDB does not know either, NotImplemented (238) for what it has and this store has not
 */
export function checkOptions(command: Command, body: Doc): void {
  const [called] = body.keys();
  for (const [name, value] of body) {
    if (name === called || Object.hasOwn(command.options, name) || Object.hasOwn(COMMON_OPTIONS, name))
      continue;
    if (command.refused && Object.hasOwn(command.refused, name)) {
      if (isOff(name, value)) continue;
      throw commandError(
        'NotImplemented',
        `the option '${name}' of ${command.name} is not implemented here: ${command.refused[name]}`,
      );
    }
    if (TRANSACTION_OPTIONS.includes(name)) {
      throw commandError(
        'IllegalOperation',
        'Transaction numbers are only allowed on a replica set member or mongos',
      );
    }
    throw unknownField(command.name, name);
  }
  checkReadConcern(body.get('readConcern'));
}

/** Options that clients send with the value that means "not at all". */
function isOff(name: string, value: Value): boolean {
  if (name === 'tailable' || name === 'awaitData' || name === 'returnKey' || name === 'showRecordId') {
    return !isTruthy(value);
  }
  return name === 'bypassDocumentValidation' && !isTruthy(value);
}

/** MongoDB's refusal of a field that it does not know. */
export function unknownField(command: string, name: string): Error {
  return commandError(40415, `BSON field '${command}.${name}' is an unknown field.`);
}

function checkReadConcern(value: Value | undefined): void {
  if (value === undefined) return;
  if (!isDoc(value)) throw typeMismatch('readConcern', value, 'object');
  for (const [name, level] of value) {
    if (name !== 'level') throw commandError('NotImplemented', `readConcern.${name} is not implemented here`);
    if (!['local', 'available', 'majority'].includes(level as string)) {
      throw commandError(
        'NotImplemented',
        `the read concern level '${String(level)}' is not implemented here`,
      );
    }
  }
}

/** How sure a write must be before it is acknowledged. */
export interface WriteConcern {
  /** Whether the write must be on the disk first. */
  flushed: boolean;
}

/**
 * Reads the write concern of a call.
 * @throws BadValue (2) for one that a server of its own cannot fulfil
 */
export function parseWriteConcern(value: Value | undefined): WriteConcern {
  if (value === undefined) return { flushed: false };
  if (!isDoc(value)) throw typeMismatch('writeConcern', value, 'object');
  let flushed = false;
  for (const [name, setting] of value) {
    switch (name) {
      case 'w':
        if (setting === 'majority') flushed = true;
        else if (typeof setting === 'string') {
          throw commandError(
            'BadValue',
            `cannot use non-majority 'w' mode ${setting} when a host is not a member of a replica set`,
          );
        } else {
          const w = wholeNumber(setting);
          if (w === undefined || w < 0 || w > 50)
            throw commandError('FailedToParse', 'w has to be a non-negative number and not greater than 50');
          if (w > 1) throw commandError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
        }
        break;
      case 'j':
      case 'fsync':
        if (typeof setting !== 'boolean' && wholeNumber(setting) === undefined) {
          throw commandError('FailedToParse', `${name} must be numeric or a boolean value`);
        }
        flushed ||= isTruthy(setting);
        break;
      case 'wtimeout':
      case 'wtimeoutMS':
      case 'provenance':
        break;
      default:
        throw commandError('FailedToParse', `unrecognized write concern field: ${name}`);
    }
  }
  return { flushed };
}

/** MongoDB's refusal of a value of the wrong type. */
export function typeMismatch(field: string, value: Value, wanted: string): Error {
  return commandError(
    'TypeMismatch',
    `BSON field '${field}' is the wrong type '${nameOf(value)}', expected type '${wanted}'`,
  );
}

function nameOf(value: Value): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isDoc(value)) return 'object';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

/** Reads an optional document. */
export function optionalDoc(body: Doc, field: string): Doc | undefined {
  const value = body.get(field);
  if (value === undefined || value === null) return undefined;
  if (!isDoc(value)) throw typeMismatch(field, value, 'object');
  return value;
}

/** Reads an optional whole number that is not negative. */
export function optionalCount(body: Doc, field: string): number | undefined {
  const value = body.get(field);
  if (value === undefined || value === null) return undefined;
  const n = wholeNumber(value);
  if (n === undefined) throw typeMismatch(field, value, 'long');
  if (n < 0) throw commandError('BadValue', `BSON field '${field}' value must be >= 0, actual value '${n}'`);
  return n;
}

/** Reads a string that must be there. */
export function requiredString(body: Doc, field: string): string {
  const value = body.get(field);
  if (typeof value !== 'string') throw typeMismatch(field, value ?? null, 'string');
  return value;
}

/** Reads an optional boolean; MongoDB takes numbers as well. */
export function optionalFlag(body: Doc, field: string): boolean {
  return isTruthy(body.get(field));
}

/** The name of the collection that a command is about: the value of its first field. */
export function collectionName(body: Doc): string {
  const [[command, value]] = [...body] as [[string, Value]];
  if (typeof value !== 'string') {
    throw commandError('InvalidNamespace', `collection name has invalid type ${nameOf(value)}`);
  }
  if (value === '') throw commandError('InvalidNamespace', `Invalid namespace specified for ${command}`);
  return value;
}
