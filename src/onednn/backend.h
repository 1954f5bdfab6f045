// oneDNN as a backend.
#pragma once

#include "exec/backend.h"

namespace shapewise::onednn {

exec::Backend& backend();

}  // namespace shapewise::onednn
