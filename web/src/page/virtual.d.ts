declare module 'virtual:descent-search/*' {
  const index: import('../course/build/search.ts').SearchEntry[];
  export default index;
}
