// From the nodes of a pickle to tensors, and from the dicts and modules that hold them to state_dicts.
#pragma once

#include "import/weights/pickle.h"
#include "import/weights/storages.h"

namespace shapewise::import::weights {

/// The tensors of a pickled object, grouped by the dict that holds them. The error says which limit was reached.
Result<std::vector<ir::StoredGroup>> collect_groups(const pickle::Pickle& object, const Storages& storages);

}  // namespace shapewise::import::weights
