#include "core/catalog.hpp"

#include "core/data/toys.hpp"
#include "core/nn/network.hpp"
#include "core/nn/tables.hpp"
#include "core/objective/table.hpp"
#include "core/optim/table.hpp"
#include "core/schedule/schedule.hpp"

namespace descent {

Value catalog() {
  Value v = Value::object();
  v.set("objectives", describeObjectives());
  v.set("optimizers", describeOptimizers());
  v.set("schedules", describeSchedules());
  v.set("activations", describeActivations());
  v.set("losses", describeLosses());
  v.set("initializers", describeInitializers());
  v.set("toys", describeToys());
  v.set("network", describeNetwork());
  return v;
}

}  // namespace descent
