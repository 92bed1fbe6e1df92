/** The small part of TeX that symbols and equations here use, as readable plain text: shown until the typesetter arrives, and read aloud. */

const signs: Record<string, string> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', varepsilon: 'ε', epsilon: 'ε', eta: 'η', theta: 'θ', kappa: 'κ', lambda: 'λ', mu: 'μ',
  nu: 'ν', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ', phi: 'φ', psi: 'ψ', nabla: '∇', partial: '∂', cdot: '·', times: '×', le: '≤', ge: '≥', sin: 'sin',
  cos: 'cos', exp: 'exp', log: 'log', ln: 'ln', max: 'max', min: 'min', odot: '⊙', infty: '∞', sum: ' Σ', prod: ' Π', lfloor: '⌊', rfloor: '⌋',
  pm: '±', leftarrow: '←', left: '', right: '', bigl: '', bigr: '', quad: ' ', lvert: '|', rvert: '|',
};
const sub = new Map([...'0123456789+-=()aehijklmnoprstuvx'].map((c, i) => [c, [...'₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ'][i]]));
const sup = new Map([...'0123456789+-=()nitmkxyz'].map((c, i) => [c, [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵗᵐᵏˣʸᶻ'][i]]));

/** Every character in its small form, or null if one has none. */
const small = (text: string, table: Map<string, string>) =>
  [...text].every((c) => table.has(c)) ? [...text].map((c) => table.get(c)).join('') : null;

export function texToText(tex: string): string {
  let i = 0;
  const group = (): string => {
    while (tex[i] === ' ') ++i;
    if (tex[i] === '{') {
      ++i;
      const inside = run('}');
      ++i;
      return inside;
    }
    return atom();
  };
  const wrap = (text: string) => (/^[^\s+−\-/·]*$/.test(text) ? text : `(${text})`);
  const atom = (): string => {
    const c = tex[i++];
    if (c === '{') { --i; return group(); }
    if (c === '_' || c === '^') {
      const inside = group();
      return small(inside, c === '_' ? sub : sup) ?? (c === '_' ? `_${wrap(inside)}` : `^${wrap(inside)}`);
    }
    if (c === '-') return '−';
    if (c === '~' || c === '&') return ' ';
    if (c !== '\\') return c;
    const word = /^[a-zA-Z]+/.exec(tex.slice(i))?.[0];
    if (!word) { const s = tex[i++]; return s === '|' ? '‖' : s === '{' || s === '}' ? s : s === '!' ? '' : ' '; }
    i += word.length;
    if (tex[i] === ' ') ++i;
    switch (word) {
      // A denominator of several factors keeps them together: 1/(2m), not 1/2m.
      case 'frac': case 'tfrac': case 'dfrac': { const n = group(), d = group(); return `${wrap(n)}/${/^[\d.]+[^\d.]/.test(d) ? `(${d})` : wrap(d)}`; }
      case 'sqrt': return `√${wrap(group())}`;
      case 'hat': return `${group()}\u0302`;
      case 'tilde': return `${group()}\u0303`;
      case 'bar': return `${group()}\u0304`;
      case 'text': case 'mathrm': case 'operatorname': case 'mathbf': return group();
      case 'htmlData': case 'htmlClass': group(); return group();
      default: return signs[word] ?? word;
    }
  };
  const run = (end: string): string => {
    let out = '';
    while (i < tex.length && tex[i] !== end) out += atom();
    return out;
  };
  return run('').replace(/\s+/g, ' ').trim();
}
