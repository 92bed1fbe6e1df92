declare module 'virtual:lesson-titles' {
  /** By slug, then by language. */
  const titles: Record<string, Record<string, string>>;
  export default titles;
}
