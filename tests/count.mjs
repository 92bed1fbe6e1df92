// Counts individual tests in the output of the runners the house uses: CTest, GoogleTest, Node's.

const patterns = {
  ctest: /^\d+% tests passed, (\d+) tests? failed out of (\d+)/gm,
  gtestPassed: /^\[ {2}PASSED {2}\] (\d+) tests?\./gm,
  gtestFailed: /^\[ {2}FAILED {2}\] (\d+) tests?, listed below/gm,
  gtestSkipped: /^\[ {2}SKIPPED \] (\d+) tests?, listed below/gm,
  node: /^(?:ℹ|#) (pass|fail|cancelled|skipped|todo) (\d+)$/gm,
};

const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);

/** { passed, failed, skipped } of a runner's whole output; several runs in one output are summed. */
export function countTests(output) {
  // Colours would hide the patterns.
  const text = output.replace(/\u001b\[[0-9;]*m/g, '').replace(/\r/g, '');
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const ctest = [...text.matchAll(patterns.ctest)];
  if (ctest.length > 0) {
    // CTest reports skipped tests among the passed ones; each is also listed by name.
    const skipped = (text.match(/\*\*\*Skipped/g) ?? []).length;
    for (const [, failed, all] of ctest) {
      counts.failed += Number(failed);
      counts.passed += Number(all) - Number(failed);
    }
    counts.passed -= skipped;
    counts.skipped += skipped;
  } else {
    counts.passed += sum(text, patterns.gtestPassed);
    counts.failed += sum(text, patterns.gtestFailed);
    counts.skipped += sum(text, patterns.gtestSkipped);
  }
  const kinds = { pass: 'passed', fail: 'failed', cancelled: 'failed', skipped: 'skipped', todo: 'skipped' };
  for (const [, kind, number] of text.matchAll(patterns.node)) counts[kinds[kind]] += Number(number);
  return counts;
}
