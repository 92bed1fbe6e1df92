// Embind names an unknown type by its address, written with sprintf("%p"): the only use of printf in the
// module, which without this would come along for it (2 KB compressed).
#include <cstdarg>
#include <cstdint>

extern "C" int siprintf(char* to, const char* format, ...) {
  (void)format;
  va_list arguments;
  va_start(arguments, format);
  auto address = static_cast<std::uint32_t>(va_arg(arguments, std::uint32_t));
  va_end(arguments);
  int n = 0;
  for (; n < 8; ++n, address <<= 4) to[n] = "0123456789abcdef"[address >> 28];
  to[n] = '\0';
  return n;
}
