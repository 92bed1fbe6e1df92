/**
 * The state of a map: a function figure's state, what its two sides vary, and which picture is shown. The start and the
 * parameters that the sides vary keep their values in the state: they are the pixel the reader has chosen. Pure.
 */
import type { Catalog, CatalogRow, ParamInfo, SweepAxis, SweepRequest } from '../engine/types.ts';
import {
  decode as decodeFunction, descendConfig, encode as encodeFunction, limits, normalise as normaliseFunction, objectiveRow, optimizerRow, type FunctionState,
} from './function-state.ts';
import { accept, valueOf } from './params.ts';
import { parseFragment } from './url.ts';

/** A side's name in the address: `x`, `y` for coordinates of the start, `m.lr` and the like for parameters of the method. */
export type Side = string;
export interface MapAxis {
  of: Side;
  /** Both null: the whole range that the catalogue's row suggests. */
  lo: number | null;
  hi: number | null;
  scale: 'linear' | 'log';
}

export const pictures = ['minimum', 'steps', 'value'] as const;
export type Picture = (typeof pictures)[number];
/** Pixels along a side; null: as many as suit the figure's size. */
export const resolutions = [96, 128, 192, 256, 384] as const;

export interface MapState {
  base: FunctionState;
  x: MapAxis;
  y: MapAxis;
  show: Picture;
  resolution: number | null;
}

export const coordinates = ['x', 'y'];
export const coordinateOf = (of: Side): number => coordinates.indexOf(of);
const isNumber = (info: ParamInfo) => info.scale === 'linear' || info.scale === 'log' || info.scale === 'integer';

/** The parameters of a method that a side may vary. */
export const numbersOf = (row: CatalogRow | undefined): ParamInfo[] => row?.params.filter(isNumber) ?? [];
export const paramOf = (of: Side, catalog: Catalog, state: FunctionState): ParamInfo | undefined =>
  of.startsWith('m.') ? numbersOf(optimizerRow(catalog, state)).find((info) => info.key === of.slice(2)) : undefined;

/** How many variables: typed expressions say so with their start, as long as nobody has asked. */
const dimensionOf = (state: FunctionState, catalog: Catalog): number => objectiveRow(catalog, state)?.dimension ?? (state.start.length || 2);

/** Everything a side may vary, in the order in which it is offered. */
export function sidesOf(state: FunctionState, catalog: Catalog, dim = dimensionOf(state, catalog)): Side[] {
  return [...coordinates.slice(0, dim), ...numbersOf(optimizerRow(catalog, state)).map((info) => `m.${info.key}`)];
}

/** What goes with a side where nothing else is asked for: the next of its kind. */
export function beside(of: Side, sides: Side[]): Side {
  const rest = sides.filter((side) => side !== of), like = (side: Side) => (coordinateOf(side) >= 0) === (coordinateOf(of) >= 0);
  return rest.find(like) ?? rest[0] ?? of;
}

/** The whole range of a side: the function's shown box, or what the parameter's slider offers. */
export function rangeOf(of: Side, state: FunctionState, catalog: Catalog): [number, number] {
  const k = coordinateOf(of), row = objectiveRow(catalog, state), info = paramOf(of, catalog, state);
  if (k >= 0) return row ? [row.domain.lo[k], row.domain.hi[k]] : [-4, 4];
  const lo = info?.lo ?? info?.min ?? 0;
  return [lo, Math.max(lo, info?.hi ?? info?.max ?? 1)];
}

/** A side as it really runs: its range filled in, its scale one that its ends allow. */
export function fullAxis(axis: MapAxis, state: FunctionState, catalog: Catalog): { lo: number; hi: number; scale: 'linear' | 'log' } {
  const [lo, hi] = axis.lo === null || axis.hi === null ? rangeOf(axis.of, state, catalog) : [axis.lo, axis.hi];
  return { lo, hi, scale: lo > 0 && coordinateOf(axis.of) < 0 ? axis.scale : 'linear' };
}

const usualScale = (of: Side, catalog: Catalog, state: FunctionState): 'linear' | 'log' => (paramOf(of, catalog, state)?.scale === 'log' ? 'log' : 'linear');
export const wholeAxis = (of: Side, catalog: Catalog, state: FunctionState): MapAxis => ({ of, lo: null, hi: null, scale: usualScale(of, catalog, state) });

/** Numbers the side can really take, in order; otherwise its whole range. */
function cleanAxis(axis: MapAxis, base: FunctionState, catalog: Catalog): MapAxis {
  const info = paramOf(axis.of, catalog, base), whole = { ...axis, lo: null, hi: null };
  if (axis.lo === null || axis.hi === null) return whole;
  const take = (x: number) => (info ? (accept(info, x) as number | null) : Math.min(limits.coordinate, Math.max(-limits.coordinate, x)));
  const lo = take(axis.lo), hi = take(axis.hi);
  if (lo === null || hi === null || !(hi > lo)) return whole;
  const [a, b] = rangeOf(axis.of, base, catalog);
  return lo === a && hi === b ? whole : { ...axis, lo, hi };
}

/** Anything partial made a state: sides that the function or the method does not have become ones it has. */
export function normalise(state: MapState, catalog: Catalog): MapState {
  const base = normaliseFunction({ ...state.base, frame: null, view: null }, catalog);
  const sides = sidesOf(base, catalog);
  const pick = (axis: MapAxis, taken: Side[]): MapAxis => {
    const free = sides.filter((side) => !taken.includes(side));
    return free.includes(axis.of) ? cleanAxis(axis, base, catalog) : wholeAxis(taken.length ? beside(taken[0], sides) : sides[0], catalog, base);
  };
  const x = pick(state.x, []), y = pick(state.y, [x.of]);
  return { base, x, y, show: state.show, resolution: state.resolution };
}

const looks = new Set(['show', 'r']);
const known = /^(f|e|x|m|s|n|noise|seed|f\..+|m\..+|s\..+|a[xy]|b[xy]|l[xy])$/;

function readAxis(name: 'x' | 'y', fields: Map<string, string>, base: FunctionState, catalog: Catalog, otherwise: Side): MapAxis {
  const asked = fields.get(`a${name}`) ?? '', of = sidesOf(base, catalog).includes(asked) ? asked : otherwise;
  const axis = wholeAxis(of, catalog, base), ends = (fields.get(`b${name}`) ?? '').split(',').map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (ends.length === 2 && ends.every(Number.isFinite)) [axis.lo, axis.hi] = ends;
  const scale = fields.get(`l${name}`);
  if (scale === '0' || scale === '1') axis.scale = scale === '1' ? 'log' : 'linear';
  return axis;
}

/** Reads address keys; with none that makes a map (the picture and the resolution do not) it is the given example. */
export function decode(given: Map<string, string>, catalog: Catalog, bare: string): MapState {
  const makes = [...given.keys()].some((key) => known.test(key));
  const fields = makes ? given : new Map([...parseFragment(`v=1&${bare}`)!, ...[...given].filter(([key]) => looks.has(key))]);
  const base = decodeFunction(fields, catalog), sides = sidesOf(base, catalog);
  const x = readAxis('x', fields, base, catalog, sides[0]);
  const y = readAxis('y', fields, base, catalog, beside(x.of, sides));
  const resolution = Number(fields.get('r'));
  return normalise({
    base, x, y, show: pictures.find((show) => show === fields.get('show')) ?? pictures[0],
    resolution: resolutions.find((r) => r === resolution) ?? null,
  }, catalog);
}

/** Every key that differs from a function figure's and a side's own defaults. */
function allFields(state: MapState, catalog: Catalog): [string, string][] {
  const { base } = state, sides = sidesOf(base, catalog);
  const fields = new Map(encodeFunction(base, catalog));
  if (base.objective !== '') fields.set('f', base.objective); // always there: it says that this is a whole map
  const put = (name: 'x' | 'y', axis: MapAxis, otherwise: Side | undefined) => {
    if (axis.of !== otherwise) fields.set(`a${name}`, axis.of);
    if (axis.lo !== null && axis.hi !== null) fields.set(`b${name}`, `${axis.lo},${axis.hi}`);
    if (axis.scale !== usualScale(axis.of, catalog, base)) fields.set(`l${name}`, axis.scale === 'log' ? '1' : '0');
  };
  put('x', state.x, sides[0]);
  put('y', state.y, beside(state.x.of, sides));
  fields.set('show', state.show);
  if (state.resolution !== null) fields.set('r', String(state.resolution));
  return [...fields];
}

/** The state's address keys; nothing for the bare example. decode(encode(s)) is s. */
export function encode(state: MapState, catalog: Catalog, bare: string): [string, string][] {
  const own = allFields(state, catalog), first = decode(new Map(), catalog, bare), theirs = allFields(first, catalog);
  const made = (fields: [string, string][]) => JSON.stringify(fields.filter(([key]) => !looks.has(key)).sort());
  const same = made(own) === made(theirs);
  return own.filter(([key, value]) => {
    if (key === 'show') return value !== (same ? first.show : pictures[0]);
    if (key === 'r') return !same || state.resolution !== first.resolution;
    return !same;
  });
}

const sweepAxis = (axis: MapAxis, state: FunctionState, catalog: Catalog): SweepAxis => {
  const { lo, hi, scale } = fullAxis(axis, state, catalog), k = coordinateOf(axis.of);
  return k >= 0 ? { start: k, lo, hi } : { param: axis.of.slice(2), lo, hi, scale };
};

/** The engine's request. The values that the sides vary are taken from the sides' ends, so that choosing a pixel asks for nothing new. */
export function sweepRequest(state: MapState, catalog: Catalog, start: number[], width: number, height: number): SweepRequest {
  const { base } = state, ends = [state.x, state.y].map((axis) => fullAxis(axis, base, catalog).lo);
  const at = atPixel(state, catalog, start, ends[0], ends[1]);
  return { ...descendConfig(at, catalog, at.start), x: sweepAxis(state.x, base, catalog), y: sweepAxis(state.y, base, catalog), width, height };
}

/** The function figure's state of one pixel: the run that it is. */
export function atPixel(state: MapState, catalog: Catalog, start: number[], x: number, y: number): FunctionState {
  const at = { ...state.base, start: [...start], optimizerParams: { ...state.base.optimizerParams } };
  for (const [axis, value] of [[state.x, x], [state.y, y]] as const) {
    const k = coordinateOf(axis.of), info = paramOf(axis.of, catalog, at);
    if (k >= 0) at.start[k] = value;
    else if (info) {
      if (value === info.default) delete at.optimizerParams[info.key];
      else at.optimizerParams[info.key] = value;
    }
  }
  return at;
}

/** The values of the two sides that the state holds: the chosen pixel. */
export function chosen(state: MapState, catalog: Catalog, start: number[]): [number, number] {
  const of = (axis: MapAxis) => {
    const k = coordinateOf(axis.of), info = paramOf(axis.of, catalog, state.base);
    return k >= 0 ? start[k] : info ? (valueOf(info, state.base.optimizerParams) as number) : NaN;
  };
  return [of(state.x), of(state.y)];
}

/** Width over height of a map: planes of start points keep something of their proportions. */
export function proportion(state: MapState, catalog: Catalog): number {
  if (coordinateOf(state.x.of) < 0 || coordinateOf(state.y.of) < 0) return 1;
  const [x, y] = [state.x, state.y].map((axis) => fullAxis(axis, state.base, catalog));
  return Math.min(1.7, Math.max(1, (x.hi - x.lo) / (y.hi - y.lo)));
}
