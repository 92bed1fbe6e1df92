/**
 * `.value` of a text field that is read when the reader is done (`@change`). Figures are drawn again many times a second
 * while they train, play or refine; what is being typed stays until it is taken or left.
 */
import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo, type PropertyPart } from 'lit/directive.js';

type Field = HTMLInputElement | HTMLTextAreaElement;

class Kept extends Directive {
  private typing = false;
  private field?: Field;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.PROPERTY) throw new Error('kept() is for .value');
  }
  render(_value: string): unknown { return noChange; }
  override update(part: PropertyPart | ElementPart, [value]: [string]): unknown {
    const field = part.element as Field;
    if (this.field !== field) {
      this.field = field;
      field.addEventListener('input', () => { this.typing = true; });
      for (const done of ['change', 'blur']) field.addEventListener(done, () => { this.typing = false; });
    }
    if (!this.typing && field.value !== value) field.value = value;
    return noChange;
  }
}

export const kept = directive(Kept);
