// Loaded before an engine: notices every WebAssembly memory the engine makes or is given, and tells how large
// they are together when asked on a broadcast channel named by the query of the worker's address.

const memories = new Set();

const notice = (object) => {
  if (object instanceof WebAssembly.Memory) memories.add(object);
};
const noticeAll = (imports) => {
  for (const group of Object.values(imports ?? {})) Object.values(group ?? {}).forEach(notice);
};

for (const name of ['instantiate', 'instantiateStreaming']) {
  const original = WebAssembly[name];
  WebAssembly[name] = async (source, imports, ...more) => {
    noticeAll(imports);
    const made = await original.call(WebAssembly, source, imports, ...more);
    Object.values((made.instance ?? made).exports).forEach(notice);
    return made;
  };
}
const OriginalMemory = WebAssembly.Memory;
WebAssembly.Memory = new Proxy(OriginalMemory, {
  construct(target, args, self) {
    const memory = Reflect.construct(target, args, self);
    memories.add(memory);
    return memory;
  },
});

const name = new URL(import.meta.url).searchParams.get('heap') ?? self.name;
if (name) {
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => {
    if (data !== 'how large?') return;
    let bytes = 0;
    for (const memory of memories) bytes += memory.buffer.byteLength;
    channel.postMessage({ bytes });
  };
}
