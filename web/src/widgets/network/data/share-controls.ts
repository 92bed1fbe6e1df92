/** What is made of the data before they are learnt from: wrong labels, samples kept for validation, and the seed of both. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ParamInfo } from '../../../engine/types.ts';
import { shareInfo, taskOf } from '../../../state/network-data.ts';
import { networkLimits } from '../../../state/network-state.ts';
import { numberControl } from '../../param-panel.ts';
import type { Parts } from '../parts.ts';

const seedInfo: ParamInfo = { key: 'dataSeed', symbol: '', scale: 'integer', default: 1, min: 0, max: networkLimits.seed, lo: 0, hi: 20 };

export function shareControls({ model, t, locked, hidden }: Parts): TemplateResult | typeof nothing {
  const { state, catalog, desk } = model;
  const task = state.data === 'own' ? desk.base?.task : taskOf(catalog!, state.data), fixed = locked('shares');
  const control = (key: 'labelNoise' | 'validation') => numberControl({
    id: key, info: shareInfo(key), value: state[key], label: t(`shares.${key}`), locked: fixed, onChange: (x) => model.change({ [key]: x }),
  });
  desk.sharesOpen ||= state.labelNoise > 0 || state.validation > 0; // once unfolded it stays: a number may become 0 on its way
  return hidden('shares') ? nothing : html`<details class="shares" ?open=${desk.sharesOpen} @toggle=${(e: Event) => { desk.sharesOpen = (e.target as HTMLDetailsElement).open; }}><summary>${t('shares')}</summary>
    ${task === 'regression' ? nothing : control('labelNoise')}${control('validation')}
    ${numberControl({ id: 'dataSeed', info: seedInfo, value: state.dataSeed, label: t('shares.seed'), locked: fixed, onChange: (dataSeed) => model.change({ dataSeed }) })}
    <p class="about">${t('shares.about')}</p></details>`;
}
