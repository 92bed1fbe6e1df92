// The claim of the network lab, on all of Fashion-MNIST, in the page: 784-128-128-10, ReLU, Adam 0.001, batch 128, five
// epochs of 60,000 images reach 86 %, and the page stays smooth meanwhile.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dist, launch, newPage } from './browser.mjs';
import { assertSmooth } from './tasks.mjs';

const { synthetic } = JSON.parse(readFileSync(join(dist, 'data/fashion-mnist/manifest.json'), 'utf8'));

test('60,000 images, five epochs', { skip: synthetic && 'Fashion-MNIST is not on this machine', timeout: 900_000 }, async (t) => {
  const site = await launch();
  try {
    const { page, problems } = await newPage(site);
    page.setDefaultTimeout(600_000);
    await page.goto(`${site.url}/network/#v=1&d=full`);
    const lab = page.locator('descent-network');
    await lab.getByRole('button', { name: 'Fetch now' }).click();
    await page.waitForFunction(() => document.querySelector('descent-network').accuracy >= 0);
    assert.match(await lab.locator('.preview').innerText(), /60.000 images to learn from, 10.000 to test with/);
    assert.match(await lab.locator('.layers').innerText(), /118.282 parameters/);
    let seconds = 0;
    const training = async () => {
      const start = performance.now();
      await lab.evaluate((element) => element.train());
      seconds = (performance.now() - start) / 1000;
    };
    await assertSmooth(t, page, training, async () => {
      await lab.evaluate((element) => element.reset());
      await training();
    });
    const { accuracy, steps } = await lab.evaluate((element) => ({ accuracy: element.accuracy, steps: element.losses.length }));
    const reads = await lab.locator('.reads').innerText();
    t.diagnostic(`${(100 * accuracy).toFixed(2)} % on the test set after ${steps} steps in ${seconds.toFixed(1)} s, evaluations included; ${reads.replace(/\s+/g, ' ')}`);
    assert.equal(steps, 5 * Math.ceil(60_000 / 128));
    assert.ok(accuracy >= 0.86, `accuracy ${accuracy}`);
    assert.deepEqual(problems, []);
  } finally {
    await site.close();
  }
});
