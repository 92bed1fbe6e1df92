// Quizzes, in a real browser: every kind answered right and wrong, by mouse and by keyboard; the score and the results code.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, launch, newPage } from './browser.mjs';

let site;
before(async () => { site = await launch(); });
after(async () => { await site?.close(); });

/** One question of each kind, with the right answer left to the page's own simulator. */
const samples = { choice: 'learning-rate.best', number: 'learning-rate.overshoot', place: 'learning-rate.cliff', path: 'two-variables.straight' };
const stored = 'descent-quiz-score';

const quiz = (page, id) => page.locator(`descent-quiz[quiz="${id}"]`);
/** What the simulator holds to be right: read from the element, never known here. */
const answer = (page, id) => quiz(page, id).evaluate((element) => element.model.solution.answer);

async function open(path, options = {}, prepare) {
  const opened = await newPage(site, options);
  opened.page.setDefaultTimeout(30_000);
  if (prepare) await opened.page.addInitScript(prepare);
  await opened.page.goto(site.url + path);
  await opened.page.locator('descent-quizzes #score').waitFor();
  return opened;
}
/** The page at a question, loaded and drawn. */
async function at(id, options, prepare) {
  const opened = await open(`/quizzes/#v=1&group=${id.split('.')[0]}&quiz=${id}`, options, prepare);
  await ready(opened.page, id);
  return opened;
}
async function ready(page, id) {
  await quiz(page, id).scrollIntoViewIfNeeded();
  await quiz(page, id).locator('#question').waitFor();
  await page.waitForFunction((wanted) => [...document.querySelector('descent-quizzes').shadowRoot.querySelectorAll('descent-quiz')]
    .find((e) => e.getAttribute('quiz') === wanted).shadowRoot.querySelectorAll('descent-quiz-plot').values()
    .every((plot) => plot.shadowRoot.querySelector('svg')), id);
}
async function verdict(page, id) {
  await quiz(page, id).locator('.verdict p').waitFor();
  return quiz(page, id).locator('.verdict').innerText();
}
const wrongOption = (right) => ['a', 'b', 'c', 'd'].find((option) => option !== right);

/** Screen positions of points in a question's figure, by its own axes. */
const onScreen = (page, id, points) => quiz(page, id).locator('descent-quiz-plot').first().evaluate((plot, list) => {
  plot.scrollIntoView({ block: 'center' });
  const box = plot.shadowRoot.querySelector('svg').getBoundingClientRect();
  return list.map((point) => { const [x, y] = plot.onScreen(point); return [box.x + x, box.y + y]; });
}, points);

/** Moves the focused handle by arrow keys until its coordinates are as near to `to` as its steps are. */
async function steer(page, id, index, to, box) {
  for (const [axis, keys] of [[0, ['ArrowLeft', 'ArrowRight']], [1, ['ArrowDown', 'ArrowUp']]].slice(0, to.length)) {
    for (const [modifier, share] of [['Shift+', 0.1], ['', 0.01]]) {
      for (let k = 0; k < 40; ++k) {
        const now = await quiz(page, id).evaluate((element, i) => element.model.points[i] ?? element.shadowRoot.querySelector('descent-quiz-plot').start, index);
        const off = to[axis] - now[axis], step = share * (box[2 * axis + 1] - box[2 * axis]);
        if (Math.abs(off) <= 0.6 * step) break;
        await page.keyboard.press(modifier + keys[off > 0 ? 1 : 0]);
        await page.waitForTimeout(15);
      }
    }
  }
}

const outcome = (right) => (right ? /^✓ Right\./ : /^✗ Not quite\./);
const check = (page, id) => quiz(page, id).getByRole('button', { name: 'Check my answer' });
/** The question anew; the focus goes with it. */
async function again(page, id) {
  await quiz(page, id).locator('#again').click();
  await quiz(page, id).locator('button[type="submit"]').waitFor();
}

describe('answers', () => {
  test('the verdict is announced: it appears in a live region that was there before', async () => {
    const { page, context } = await at(samples.number);
    assert.equal(await quiz(page, samples.number).locator('.verdict[role="status"]').count(), 1);
    await context.close();
  });

  test('a choice, right and wrong, with the mouse and with the keyboard alone: the figure keeps its secret until then', async () => {
    const id = samples.choice, { page, problems, context } = await at(id);
    const { option, values } = await answer(page, id);
    for (const right of [false, true]) {
      const events = page.evaluate(() => new Promise((done) => document.addEventListener('answer', (e) => done(e.detail), { once: true })));
      assert.equal(await quiz(page, id).locator('.why').count(), 0);
      assert.deepEqual(await quiz(page, id).locator('.figures figure > *').evaluateAll((list) => list.map((e) => e.localName)), ['descent-quiz-plot']);
      assert.equal(await quiz(page, id).locator('descent-quiz-plot .trail').count(), 0);
      const mine = right ? option : wrongOption(option);
      await quiz(page, id).locator(`input[value="${mine}"]`).check();
      await check(page, id).click();
      assert.match(await verdict(page, id), outcome(right));
      assert.deepEqual(await events, { id, correct: right, given: mine });
      await quiz(page, id).locator('.figures :is(descent-function .dots, descent-race .beads)').first().waitFor({ state: 'attached' });
      assert.match(await quiz(page, id).locator('.option.right').innerText(), /✓ right answer/);
      assert.equal(await quiz(page, id).locator('.option.wrong').count(), right ? 0 : 1);
      // The numbers beside the options are the simulator's.
      const shown = await quiz(page, id).locator('.option small span').evaluateAll((spans) => spans.map((span) => Number(span.title)));
      assert.deepEqual(shown, values.map((v) => v.value));

      // The focus is on the next thing to do: trying again.
      await page.keyboard.press('Enter');
      await check(page, id).waitFor();
      assert.equal(await quiz(page, id).locator('input:checked').count(), 0);
      await page.keyboard.press('Space');
      for (let k = 0; k < 4 && (await quiz(page, id).evaluate((e) => e.model.option)) !== mine; ++k) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      assert.match(await verdict(page, id), outcome(right));
      await again(page, id);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a number, right and wrong, typed', async () => {
    const id = samples.number, { page, problems, context } = await at(id);
    const { value, within } = await answer(page, id), field = quiz(page, id).locator('#number');
    await field.fill('about seven');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.ok(await check(page, id).isDisabled());
    for (const right of [false, true]) {
      // A comma and a true minus are a number too.
      await field.fill(String(right ? value * (1 + within / 2) : value * (1 + 3 * within)).replace('-', '−').replace('.', ','));
      await field.press('Enter');
      assert.match(await verdict(page, id), outcome(right));
      assert.match(await verdict(page, id), /Computed: −8\./);
      await again(page, id);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a point, right and wrong, dragged along the curve, and by arrow keys', async () => {
    const id = samples.place, { page, problems, context } = await at(id);
    const { points: [wanted], box } = await answer(page, id);
    for (const right of [false, true]) {
      const goal = right ? wanted : wanted.map((x) => x + 0.2 * (box[1] - box[0]));
      const start = await quiz(page, id).locator('descent-quiz-plot').evaluate((plot) => plot.start);
      const [from, to] = await onScreen(page, id, [start, goal]);
      await page.mouse.move(...from);
      await page.mouse.down();
      await page.mouse.move((from[0] + to[0]) / 2, to[1], { steps: 4 });
      await page.mouse.move(...to, { steps: 4 });
      await page.mouse.up();
      await check(page, id).click();
      assert.match(await verdict(page, id), outcome(right));
      assert.equal(await quiz(page, id).locator('descent-quiz-plot .true').count(), 1);
      assert.match(await quiz(page, id).locator('table.off').innerText(), /Computed/);

      await again(page, id);
      await quiz(page, id).locator('descent-quiz-plot .handle').focus();
      await steer(page, id, 0, goal, box);
      await quiz(page, id).locator('input[data-point="0"]').focus();
      await page.keyboard.press('Enter');
      assert.match(await verdict(page, id), outcome(right));
      await again(page, id);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a sketched path, right and wrong, by clicks, by arrow keys and by numbers', async () => {
    const id = samples.path, { page, problems, context } = await at(id);
    const { points, box } = await answer(page, id);
    for (const right of [false, true]) {
      const goal = right ? points : points.map(([x, y], i) => (i === 1 ? [x - 0.2 * (box[1] - box[0]), y] : [x, y]));
      for (const [i, point] of goal.entries()) {
        const [position] = await onScreen(page, id, [point]); // the page may have moved since the last one
        await page.mouse.click(...position);
        await quiz(page, id).locator(`descent-quiz-plot .handle[data-index="${Math.min(goal.length - 1, i + 1)}"]`).waitFor();
      }
      await check(page, id).click();
      assert.match(await verdict(page, id), outcome(right));
      assert.equal(await quiz(page, id).locator('descent-quiz-plot .true').count(), points.length);

      await again(page, id);
      for (const [i, point] of goal.entries()) {
        await quiz(page, id).locator(`descent-quiz-plot .handle[data-index="${i}"]`).focus();
        await steer(page, id, i, point, box);
      }
      await check(page, id).press('Enter');
      assert.match(await verdict(page, id), outcome(right));

      await again(page, id);
      for (const [i, point] of goal.entries()) for (const [k, x] of point.entries()) {
        await quiz(page, id).locator(`input[data-point="${i}"][data-coordinate="${k}"]`).fill(String(x));
        await page.keyboard.press('Tab');
      }
      await check(page, id).press('Enter');
      assert.match(await verdict(page, id), outcome(right));
      await again(page, id);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the state is an address: given back unanswered and answered, without counting as an attempt', async () => {
    const id = samples.path, { page, context } = await at(id);
    const given = (await answer(page, id)).points.map((p) => p.join(',')).join(';');
    for (const state of [{ quiz: id }, { quiz: id, given }, { quiz: id, given, done: '1' }]) {
      await quiz(page, id).evaluate((element, fields) => element.setState(fields), state);
      assert.deepEqual(await quiz(page, id).evaluate((element) => element.getState()), state);
    }
    for (const nonsense of ['', 'NaN', '1,2', 'a;b;c', '1,2;3,4;5,Infinity', '1;2;3', '<b>']) {
      await quiz(page, id).evaluate((element, g) => element.setState({ quiz: element.model.id, given: g, done: '1' }), nonsense);
      assert.deepEqual(await quiz(page, id).evaluate((element) => element.getState()), { quiz: id }, nonsense);
    }
    assert.equal(await page.evaluate((key) => localStorage.getItem(key), stored), null);
    await quiz(page, id).evaluate((element) => { element.lock = 'answer'; element.hide = 'help figure'; });
    await quiz(page, id).locator('input:disabled').first().waitFor();
    assert.equal(await quiz(page, id).locator('descent-quiz-plot').count(), 0);
    await quiz(page, id).evaluate((element) => element.setState({ quiz: 'nobody.knows' }));
    await quiz(page, id).getByText('There is no question called nobody.knows').waitFor();
    await context.close();
  });

  test('the fourth question of the lecture has versions, each decided by its own curvatures', async () => {
    const id = 'lecture.rates', { page, problems, context } = await at(id);
    const found = new Set();
    for (let i = 0; i < 5; ++i) {
      const { option } = await answer(page, id);
      found.add(option);
      await quiz(page, id).locator(`input[value="${option}"]`).check();
      await quiz(page, id).locator('button[type="submit"]').click();
      assert.match(await verdict(page, id), /^✓ Right/);
      const r = await quiz(page, id).evaluate((e) => { const { L1, L2 } = e.model.solution.numbers; return L2.value / L1.value; });
      assert.equal(option, r >= 5 ? 'muchLess' : r > 1 ? 'less' : r > 0.2 ? 'more' : 'muchMore');
      await quiz(page, id).getByRole('button', { name: 'Another one of this kind' }).click();
      await page.waitForFunction(([wanted, version]) => {
        const { model } = [...document.querySelector('descent-quizzes').shadowRoot.querySelectorAll('descent-quiz')].find((e) => e.getAttribute('quiz') === wanted);
        return !model.done && model.variant === version;
      }, [id, (i + 1) % 5]);
    }
    assert.equal(found.size, 4);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the language changes under the hand: nothing given is lost', async () => {
    const id = samples.number, { page, problems, context } = await at(id);
    await quiz(page, id).locator('#number').fill('-8');
    const before = await quiz(page, id).locator('#question').innerText();
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await quiz(page, id).getByRole('button', { name: 'Kiểm tra câu trả lời' }).waitFor();
    assert.notEqual(await quiz(page, id).locator('#question').innerText(), before);
    assert.equal(await quiz(page, id).locator('#number').inputValue(), '-8');
    await quiz(page, id).locator('#number').press('Enter');
    assert.match(await verdict(page, id), /^✓ Đúng\./);
    await page.getByRole('button', { name: 'English' }).click();
    await quiz(page, id).getByText('Right.').first().waitFor();
    assert.equal(await quiz(page, id).locator('#question').innerText(), before);
    assert.deepEqual(problems, []);
    await context.close();
  });
});

/** Answers the number question right or wrong. */
async function answerNumber(page, right) {
  const id = samples.number;
  if (await quiz(page, id).locator('#again').count()) await quiz(page, id).locator('#again').click();
  const { value } = await answer(page, id);
  await quiz(page, id).locator('#number').fill(String(right ? value : value + 5));
  await quiz(page, id).locator('#number').press('Enter');
  await quiz(page, id).locator('.verdict p').waitFor();
}

describe('score', () => {
  test('is kept over a reload, filters the list, and is forgotten on request only', async () => {
    const id = samples.number, { page, problems, context } = await at(id);
    assert.match(await page.locator('#score').innerText(), /Nothing answered yet/);
    await answerNumber(page, false);
    await answerNumber(page, true);
    assert.match(await page.locator('#score').innerText(), /^1 of \d+ right, 0 of them at the first attempt/);
    await page.reload();
    await page.locator('#score').getByText(/^1 of/).waitFor();
    await page.locator('#show').selectOption('right');
    assert.equal(await page.locator('descent-quiz').count(), 1);
    await page.locator('#show').selectOption('wrong');
    await page.getByText('No question fits this choice.').waitFor();
    await page.waitForFunction(() => location.hash.includes('show=wrong'));
    await page.locator('#show').selectOption('');
    await page.locator('#reset').click();
    await page.locator('#no').press('Enter');
    assert.match(await page.locator('#score').innerText(), /^1 of/);
    await page.locator('#reset').press('Enter');
    await page.locator('#yes').click();
    await page.locator('#score').getByText('Nothing answered yet').waitFor();
    assert.equal(await page.evaluate((key) => localStorage.getItem(key), stored), null);
    assert.ok(await page.locator('#reset').isDisabled());
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('works, for the visit, where storage is refused', async () => {
    const { page, problems, context } = await at(samples.number, {}, () => {
      for (const name of ['getItem', 'setItem', 'removeItem']) Storage.prototype[name] = () => { throw new DOMException('refused', 'SecurityError'); };
    });
    await answerNumber(page, true);
    assert.match(await page.locator('#score').innerText(), /^1 of/);
    await page.getByText('This browser refuses to store anything').waitFor();
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('bears hostile storage', async () => {
    for (const text of ['{', '[]', '{"v":1,"score":{"__proto__":{"tries":1,"solvedAt":1,"day":"2026-01-01"},"learning-rate.overshoot":{"tries":-1,"solvedAt":9,"day":"<img>"}}}']) {
      const opened = await newPage(site);
      await opened.page.addInitScript(([key, value]) => localStorage.setItem(key, value), [stored, text]);
      await opened.page.goto(`${site.url}/quizzes/`);
      await opened.page.locator('#score').getByText('Nothing answered yet').waitFor();
      assert.deepEqual(opened.problems, []);
      await opened.context.close();
    }
  });
});

describe('results code', () => {
  test('goes round: what was answered is what the teacher reads', async () => {
    const { page, problems, context } = await at(samples.number);
    await page.locator('descent-quiz-results').getByText('Answer a question first').waitFor();
    await answerNumber(page, false);
    await answerNumber(page, true);
    await page.locator('#name').fill('Nguyễn <b>An</b>');
    const code = await page.locator('#code').inputValue();
    assert.match(code, /^DL1(-[0-9A-Z]{1,5})+$/);
    assert.ok(code.length < 120, code);
    const day = await page.evaluate(() => { const d = new Date(); return [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, '0')).join('-'); });

    const teacher = await open('/quizzes/');
    const results = teacher.page.locator('descent-quiz-results');
    await teacher.page.locator('#paste').fill(`From An:\n${code.toLowerCase().replace(/-/g, '-\n')}\nthanks`);
    await results.getByText(`Nguyễn <b>An</b>, ${day}: 1 of 1 answered questions right`).first().waitFor();
    assert.equal(await results.locator('b', { hasText: /^An$/ }).count(), 0);
    assert.match(await results.locator('tbody tr').innerText(), /learning-rate\.overshoot\s+2\s+✓ right at attempt 2/);

    await teacher.page.locator('#paste').fill(`${code.slice(0, -3)}${code.endsWith('000') ? '111' : '000'} and ${code}`);
    await results.getByText('is damaged').waitFor();
    assert.equal(await results.locator('tbody tr').count(), 1);
    for (const hostile of ['<img src=x onerror=alert(1)>', 'DL2-AAAAA', 'x'.repeat(50000), 'DL1']) {
      await teacher.page.locator('#paste').fill(hostile);
      await results.getByText('There is no results code in this text').waitFor();
    }
    assert.deepEqual([...problems, ...teacher.problems], []);
    await Promise.all([context.close(), teacher.context.close()]);
  });
});

describe('for everybody', () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious, before and after the answers (${colorScheme})`, async () => {
      for (const id of Object.values(samples)) {
        const { page, context } = await at(id, { colorScheme });
        assert.deepEqual(await axe(page), [], id);
        await quiz(page, id).evaluate((element) => {
          const { answer: a } = element.model.solution;
          const given = a.kind === 'choice' ? 'a' : a.kind === 'number' ? String(a.value) : a.points.map((p) => p.map((x) => x + 0.5).join(',')).join(';');
          element.setState({ quiz: element.model.id, given });
        });
        await quiz(page, id).locator('button[type=submit]').click();
        await quiz(page, id).locator('.verdict p').waitFor();
        await page.waitForTimeout(600);
        assert.deepEqual(await axe(page), [], `${id}, answered`);
        await context.close();
      }
    });
  }

  test('320 pixels are enough, in both languages', async () => {
    for (const lang of ['en', 'vi']) {
      const { page, context } = await open(`/quizzes/?lang=${lang}#v=1&group=two-variables`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      for (const element of await page.locator('descent-quiz').all()) {
        await element.scrollIntoViewIfNeeded();
        await element.locator('#question').waitFor();
        await element.evaluate((e) => {
          const { answer: a } = e.model.solution;
          e.setState({ quiz: e.model.id, done: '1', given: a.kind === 'choice' ? a.option : a.kind === 'number' ? String(a.value) : a.points.map((p) => p.join(',')).join(';') });
        });
        await element.locator('.why').waitFor();
      }
      await page.waitForTimeout(800);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320, lang);
      await context.close();
    }
  });

  test('a finger places a point without keeping the page from scrolling', async () => {
    const id = samples.place, { page, context } = await at(id, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
    const { points } = await answer(page, id), [[x, y]] = await onScreen(page, id, points);
    await page.touchscreen.tap(x, y - 30);
    await quiz(page, id).locator('button[type="submit"]:not(:disabled)').tap();
    assert.match(await verdict(page, id), /^✓ Right/);
    await context.close();
  });
});
