// Numbers that look random and are the same everywhere: SplitMix64 (Steele, Lea and Flood 2014), counted through, so
// that element i of the stream of a name needs no other. tools/oracle/splitmix.py is the same in Python.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

namespace shapewise::exec {

class Random {
 public:
  explicit Random(std::uint64_t state) : state_(state) {}
  /// The stream that belongs to a name: FNV-1a of the name, and the seed.
  static Random named(std::string_view name, std::uint64_t seed) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return Random(hash + seed * 0xd1342543de82ef95);
  }

  /// Uniform in [0, 1), in steps of 2⁻²⁴, so that float holds it exactly.
  double uniform() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<double>((z ^ (z >> 31)) >> 40) * 0x1p-24;
  }
  /// Uniform in [-1, 1).
  double balanced() { return 2 * uniform() - 1; }
  /// Of mean 0 and variance 1, by the method of Box and Muller.
  double normal() {
    double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * M_PI * uniform());
  }

 private:
  std::uint64_t state_;
};

}  // namespace shapewise::exec
