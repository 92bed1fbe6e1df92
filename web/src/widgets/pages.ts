/** The lab's pages whose main figure is an element; there the address is that figure's state. */
const pages: Readonly<Record<string, string>> = {
  'descent-function': 'function/', 'descent-race': 'race/', 'descent-schedule': 'schedules/', 'descent-average': 'averages/', 'descent-map': 'map/',
  'descent-backprop': 'backprop/', 'descent-network': 'network/', 'descent-landscape': 'landscape/', 'descent-quizzes': 'quizzes/',
};

/** The folder of an element's page; undefined where it has none of its own. */
export const pageOf = (tag: string): string | undefined => pages[tag];
