// Counts allocations of this executable, to show that a loop does none.
#pragma once

namespace descent::test {

/// How often memory was asked for so far: with glibc every malloc (operator new and Eigen's temporaries end
/// there), elsewhere and under sanitizers, which bring a malloc of their own, operator new alone.
long allocations();

}  // namespace descent::test
