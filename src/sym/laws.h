// The laws of symbolic arithmetic as one executable check: whatever a program of additions, floors, minima and so on
// computes with numbers, it must compute with symbols too, before and after simplification, substitution, printing and
// reading back, and under facts. The unit tests drive it with random programs, the fuzzer with hostile ones.
#pragma once

#include <cstdint>
#include <string>

namespace shapewise::sym {

/// Reads a program over three symbols, and facts about them, from the bytes, and checks every law at many values.
/// Returns what is violated; empty if nothing is.
std::string violated_law(const std::uint8_t* bytes, std::size_t size);

}  // namespace shapewise::sym
