/**
 * What every figure offers to teachers: which of its controls may be locked or hidden. The author pane, worksheets, the
 * documentation and the tests read it from here. Pure: data alone.
 */
export interface FigureInfo {
  /** Controls that can be held fast: readers see them and cannot change them. */
  readonly lock: readonly string[];
  /** Parts that can be left out. */
  readonly hide: readonly string[];
  /** Keys of the state that say where the reader is, not what is shown: a teacher may want to begin there or not. */
  readonly moment: readonly string[];
  /** Parameters of its rows may be named too, as `m.lr`. */
  readonly parameters: boolean;
}

const list = (words: string): readonly string[] => words.split(' ').filter(Boolean);
const panel = 'preset function start method schedule steps noise';
const compared = 'preset entries function start steps timeline';
const info = (lock: string, hide: string, more: Partial<FigureInfo> = {}): FigureInfo =>
  ({ lock: list(lock), hide: [...list(hide), 'author'], moment: ['t'], parameters: true, ...more });

/** By the element's name without `descent-`. */
export const figures: Readonly<Record<string, FigureInfo>> = {
  function: info(`${panel} timeline zoom`, `controls ${panel} reset timeline zoom surface status equation charts link save code table`),
  race: info(`${compared} tune axis tolerance zoom`, 'controls preset entries tune function start steps reset timeline zoom axis board charts link table'),
  schedule: info(`${compared} method zoom`, 'controls preset entries method function start steps reset timeline zoom board charts link table'),
  average: info('preset series k rho init bias timeline', 'controls preset series k rho init bias reset timeline sums link table', { parameters: false }),
  map: info('preset function method axes start steps resolution picture pin zoom', 'controls preset function method axes start steps resolution reset picture zoom replay legend theory link export table',
    { moment: [] }),
  worked: info(`mode steps ${panel.replace('preset ', '')}`, `mode copy steps table change lab ${panel.replace('preset ', '')}`),
  backprop: info('preset task layers act init weights inputs target lr updates stepper', 'controls preset task layers act init inputs target lr updates reset stepper equation check link copy table'),
  network: info('data shares layers activation dropout initializer seed method schedule batch epochs train step reset stop smoothing runs compare take',
    'controls data shares layers activation dropout initializer seed method schedule batch epochs train step reset stop status smoothing plane curves gallery confusion mistakes weights signals curvature runs compare take link table', { moment: [] }),
  landscape: info('preset data wrong layers activation initializer seed methods epochs batch cut',
    'controls preset data wrong layers activation initializer seed methods epochs batch cut reset charts board warning link export table', { moment: [] }),
  quiz: info('answer', 'figure help score again next variant lab', { moment: ['given', 'done'], parameters: false }),
  family: info('start timeline', 'timeline status', { moment: [], parameters: false }),
  conventions: info('a b at lr eps timeline', 'a b at lr eps timeline table', { parameters: false }),
  float: info('start m.lr timeline', 'start m.lr timeline table', { parameters: false }),
};

/** The figure of an element's tag. */
export const nameOf = (tag: string): string => tag.replace(/^descent-/, '');
