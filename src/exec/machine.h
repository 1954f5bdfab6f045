// What the machine at hand can do at most, measured: multiplications and additions in a second, and bytes moved between
// processor and memory.
#pragma once

namespace shapewise::exec {

struct Machine {
  double flops = 0;  // a second, in float32
  double bytes = 0;  // a second
};

/// Takes about half a second. On a machine with other work it tells what is left.
Machine measure_machine(int threads);

}  // namespace shapewise::exec
