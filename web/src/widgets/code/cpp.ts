/** The run as a program on the project's own core: the same objects, settings and numbers as in the page. */
import type { DescendConfig } from '../../engine/types.ts';

const literal = (x: unknown): string => {
  if (typeof x === 'number') return Number.isInteger(x) && Math.abs(x) < 1e15 ? `${x}.0` : String(x);
  if (typeof x === 'boolean') return String(x);
  return `"${String(x).replace(/[\\"]/g, '\\$&').replace(/[\n\r]/g, ' ')}"`;
};

/** `name` as a Value with these members; an id alone stays a string. */
function object(name: string, spec: object): string[] {
  return [`  Value ${name} = Value::object();`, ...Object.entries(spec).map(([key, x]) => `  ${name}.set("${key}", ${literal(x)});`)];
}

export function cpp(config: DescendConfig & { start: number[] }): string {
  const { objective, optimizer, schedule } = config, parts: string[] = [], sets: string[] = [];
  for (const [name, spec] of [['objective', objective], ['optimizer', optimizer], ['schedule', schedule]] as const) {
    if (spec === undefined) continue;
    if (typeof spec === 'string') sets.push(`  config.set("${name}", ${literal(spec)});`);
    else {
      parts.push(...object(name, spec));
      sets.push(`  config.set("${name}", ${name});`);
    }
  }
  const numbers = ['seed', 'gradientNoise'] as const;
  return `// In the project's folder, after building it:
//   c++ -std=c++20 -I. -I/usr/include/eigen3 run.cpp <build folder>/libdescent_core.a <build folder>/libdescent_kernels.a -pthread
#include <cstdio>
#include <vector>

#include "core/run/descend.hpp"

int main() {
  using descent::Value;
${parts.join('\n')}
  Value config = Value::object();
${sets.join('\n')}
  config.set("start", Value::numbers(std::vector<double>{${config.start.map(literal).join(', ')}}));
${numbers.filter((key) => config[key]).map((key) => `  config.set("${key}", ${literal(config[key])});\n`).join('')}
  auto made = descent::DescendRun::create(config);
  if (!made.ok()) {
    std::fprintf(stderr, "%s\\n", made.error().message().c_str());
    return 1;
  }
  descent::DescendRun& run = **made;
  const auto status = run.advance(${config.steps});
  if (!status.ok()) {
    std::fprintf(stderr, "%s\\n", status.error().message().c_str());
    return 1;
  }
  const auto& trace = run.trace();
  const auto dim = static_cast<std::size_t>(run.dimension());
  for (std::size_t t = 0; t < trace.f.size(); ++t) {
    std::printf("%zu", t);
    for (std::size_t i = 0; i < dim; ++i) std::printf(" %.17g", trace.x[t * dim + i]);
    std::printf(" %.17g\\n", trace.f[t]);
  }
}
`;
}
