// Slips of the pen: candidates that follow from how the text around an error is written, not from shapes. Like all
// candidates they are tried before they are offered (driver/repair.h).
#pragma once

#include <vector>

#include "diag/diagnostic.h"
#include "driver/surroundings.h"

namespace shapewise::driver {

/// What Python or a layer's signature objects to: names that are not there, calls with too much, too little or the
/// wrong thing. Likely ones first.
std::vector<diag::Fix> slips(const diag::Diagnostic& diagnostic, const Surroundings& around);

/// The same for functions whose definitions and calls do not fit: parameters too many or too few, a result that is
/// forgotten.
std::vector<diag::Fix> signature_slips(const diag::Diagnostic& diagnostic, const Surroundings& around);

/// Lines and arguments that stand twice, at the wrong place, or with one operation too many: whatever does not need a
/// look at the shapes. Likely ones first.
std::vector<diag::Fix> rearrangements(const diag::Diagnostic& diagnostic, const Surroundings& around);

/// Marks the definition of a function that is called in the wrong way.
void label_definition(diag::Diagnostic& diagnostic, const Surroundings& around);

}  // namespace shapewise::driver
