/**
 * The menus of the header are plain `<details>`: they open, close and read out by themselves, without this script too. What it adds
 * is what people expect of a menu: Escape closes it, so does a press elsewhere, so does walking out of it with the Tab key.
 */
const menus = [...document.querySelectorAll<HTMLDetailsElement>('header.site details.menu')];

for (const menu of menus) {
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary')!.focus();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
  });
  // Where the browser does not know `name` on details yet, opening one closes the others all the same.
  menu.addEventListener('toggle', () => {
    if (menu.open) for (const other of menus) if (other !== menu) other.open = false;
  });
}
addEventListener('pointerdown', ({ target }) => {
  for (const menu of menus) if (menu.open && !(target instanceof Node && menu.contains(target))) menu.open = false;
});
