import type { LabErrorCode } from './types';

/** Why a call could not be answered: `path` names the offending field, `message` what was given and what is allowed. */
export class LabError extends Error {
  readonly code: LabErrorCode;
  readonly path: string;
  constructor(code: LabErrorCode, message: string, path = '') {
    super(message);
    this.name = 'LabError';
    this.code = code;
    this.path = path;
  }
}
