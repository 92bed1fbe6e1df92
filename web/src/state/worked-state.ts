/** The state of an exercise by hand: a function figure's, a step looked at besides the first ones, and who works it out. Pure. */
import type { Catalog } from '../engine/types.ts';
import { decode as decodeFunction, encode as encodeFunction, limits, type FunctionState } from './function-state.ts';

export interface WorkedState {
  /** Its frame is not used: there the last step is no choice of its own. */
  base: FunctionState;
  /** The step looked at besides the first ones, from 1; null is none. */
  step: number | null;
  /** The reader works it out. */
  turn: boolean;
}

export const normalise = (state: WorkedState): WorkedState => ({
  base: { ...state.base, frame: null }, turn: state.turn,
  step: state.step !== null && Number.isInteger(state.step) && state.step >= 1 && state.step <= limits.steps ? state.step : null,
});

/** Reads the function figure's keys, `t` and `mode`; unknown ones are ignored. */
export const decode = (fields: Map<string, string>, catalog: Catalog): WorkedState => normalise({
  base: decodeFunction(fields, catalog), step: fields.get('t')?.trim() ? Number(fields.get('t')) : null, turn: fields.get('mode') === 'turn',
});

/** The keys that differ from the bare exercise's. decode(encode(s)) is s. */
export const encode = ({ base, step, turn }: WorkedState, catalog: Catalog): [string, string][] => [
  ...encodeFunction({ ...base, frame: null }, catalog),
  ...(step === null ? [] : [['t', String(step)] as [string, string]]), ...(turn ? [['mode', 'turn'] as [string, string]] : []),
];
