#include "core/parallel/executor.hpp"

namespace descent::parallel {

Executor& serial() {
  static Executor executor;
  return executor;
}

}  // namespace descent::parallel
