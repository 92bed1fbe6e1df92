/** KaTeX with its styles and fonts: a chunk of its own, fetched after the first picture stands. */
import katex from 'katex';
import css from 'katex/dist/katex.min.css?inline';
import main from 'katex/dist/fonts/KaTeX_Main-Regular.woff2?url';
import math from 'katex/dist/fonts/KaTeX_Math-Italic.woff2?url';
import size1 from 'katex/dist/fonts/KaTeX_Size1-Regular.woff2?url';
import size2 from 'katex/dist/fonts/KaTeX_Size2-Regular.woff2?url';

export { katex };

// Font faces count only in the document (below), the other rules only inside the shadow root; the build drops the sheet's own faces.
export const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

const faces = [
  new FontFace('KaTeX_Main', `url(${main})`),
  new FontFace('KaTeX_Math', `url(${math})`, { style: 'italic' }),
  new FontFace('KaTeX_Size1', `url(${size1})`),
  new FontFace('KaTeX_Size2', `url(${size2})`),
];
/** Settles when the fonts are there (or were refused: then the system's serif stands in). */
export const ready: Promise<unknown> = Promise.allSettled(faces.map(async (face) => {
  document.fonts.add(face);
  await face.load();
}));
