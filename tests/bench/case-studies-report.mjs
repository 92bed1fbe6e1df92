// The case studies' results as Markdown; every number in it is computed from the runs.

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const percent = (share) => `${(100 * share).toFixed(2)} %`;
const points = (share) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)}`;
const range = (values) => `${(100 * Math.min(...values)).toFixed(2)} to ${(100 * Math.max(...values)).toFixed(2)}`;

/** Near guessing: within so many points of it in every run. Away from it: every run is further off than the second. */
const near = 0.02, away = 0.1;

/** One study: its table, and what of it does not hold. */
function judge({ rows, within, guess }, catalog) {
  const nameOf = ({ optimizer }) => catalog.optimizers.find(({ id }) => id === optimizer.id).name;
  const lines = [
    '| method | settings | Descent Lab, mean | range | PyTorch, mean | range | difference, points |',
    '|---|---|---|---|---|---|---|',
  ];
  const problems = [];
  for (const row of rows) {
    const { lab, torch, given } = row;
    const off = mean(lab) - mean(torch);
    const settings = Object.entries(given).filter(([key]) => key !== 'id').map(([key, value]) => `${key} ${value}`).join(', ');
    lines.push(`| ${nameOf(row)} | ${settings} | ${percent(mean(lab))} | ${range(lab)} | ${percent(mean(torch))} | ${range(torch)} | ${points(off)} |`);
    if (within !== undefined && Math.abs(off) > within) problems.push(`${nameOf(row)}: ${points(off)} points from PyTorch`);
    if (guess === undefined) continue;
    for (const [name, values] of Object.entries({ 'Descent Lab': lab, PyTorch: torch })) {
      const holds = row.stands ? values.every((v) => Math.abs(v - guess) <= near) : values.every((v) => v > guess + away);
      if (!holds) problems.push(`${nameOf(row)} in ${name}: ${values.map(percent).join(', ')}, but it should ${row.stands ? 'stay near' : 'leave'} ${percent(guess)}`);
    }
  }
  const widest = Math.max(...rows.map(({ lab, torch }) => Math.abs(mean(lab) - mean(torch))));
  const verdict = within !== undefined
    ? `Largest difference of the means: ${(100 * widest).toFixed(2)} points; at most ${(100 * within).toFixed(0)} is asked for.`
    : `${rows.filter(({ stands }) => stands).map(nameOf).join(' and ')} should stay within ${(100 * near).toFixed(0)} points of guessing (${percent(guess)}) and ${rows.filter(({ stands }) => !stands).map(nameOf).join(' and ')} should get more than ${(100 * away).toFixed(0)} points away from it, in every run of both engines.`;
  return { table: lines.join('\n'), problems, verdict };
}

/** For the terminal. */
export function summary({ outcome, catalog }) {
  const judged = outcome.map((study) => ({ title: study.title, ...judge(study, catalog) }));
  return { text: judged.map(({ title, table }) => `\n${title}\n\n${table}\n`).join(''), problems: judged.flatMap(({ problems }) => problems) };
}

/** docs/case-studies.md. */
export function document(facts) {
  const { outcome, epochs, seeds, batch, catalog, lab, torch, node, date, commit } = facts;
  const sections = outcome.map((study) => {
    const { table, problems, verdict } = judge(study, catalog);
    const runs = study.rows.map((row) => `| ${catalog.optimizers.find(({ id }) => id === row.optimizer.id).name} | ${row.lab.map(percent).join(' | ')} | ${row.torch.map(percent).join(' | ')} |`);
    const head = [...seeds.map((seed) => `Lab, seed ${seed}`), ...seeds.map((seed) => `PyTorch, seed ${seed}`)];
    return `## ${study.title}

Layers ${study.layers.join('-')}, softmax cross-entropy.

${table}

${verdict} ${problems.length === 0 ? 'This holds.' : `This does not hold:\n\n${problems.map((p) => `- ${p}`).join('\n')}`}

<details><summary>Every run</summary>

| method | ${head.join(' | ')} |
|---|${head.map(() => '---|').join('')}
${runs.join('\n')}

</details>
`;
  });
  return `# The case studies beside PyTorch

Test accuracy on the 10,000 test images of Fashion-MNIST after ${epochs} epochs of all 60,000 training images, batch ${batch}, seeds
${seeds.join(', ')}: the package in Node and native PyTorch, each with its own initial parameters and its own shuffles. Written by
\`node tests/bench/case-studies.mjs\`; no number here was typed.

${sections.join('\n')}
## How it was made

- The lectures give the networks, the methods and, for the vanishing gradient, the rate; the rates of case study 1 are lost with its
  pictures, so customary ones are used. What is not listed under settings is the catalogue's default, given to PyTorch
  parameter by parameter.
- Initial parameters: both engines draw weights and biases from U(±1/√n), n the layer's inputs, as PyTorch's \`nn.Linear\` does; the
  random numbers differ, so single runs differ as two seeds do. That the arithmetic agrees is another test's matter: it gives
  both the same parameters and samples and holds each loss of 200 steps (\`tests/node/torch.test.mjs\`).
- Pixels are divided by 255; each epoch visits all images in a new order, the last batch keeping what remains.
- Descent Lab ${lab} (commit ${commit}), Node ${node}, one thread; PyTorch ${torch}, one thread, float32. ${date}.
`;
}
