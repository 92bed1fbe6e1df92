// Every table in one self-describing view: what a page, a notebook or a test can ask of the lab.
#pragma once

#include "core/base/value.hpp"

namespace descent {

/// { objectives, optimizers, schedules, activations, losses, initializers }: arrays of rows, each with at
/// least id, name, family, citation and params.
Value catalog();

}  // namespace descent
