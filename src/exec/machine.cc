// Independent chains of fused multiply-adds in registers; and a scaled sum of arrays that no cache holds, as in STREAM
// (https://www.cs.virginia.edu/stream/).
#include "exec/machine.h"

#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "exec/processors.h"

namespace shapewise::exec {
namespace {

constexpr int kChains = 10;               // vectors
constexpr std::int64_t kSteps = 200'000;  // of every chain at a time
constexpr std::int64_t kElements = 8 << 20;
constexpr int kRounds = 20;

using Vector256 = float __attribute__((vector_size(32)));
using Vector512 = float __attribute__((vector_size(64)));

/// Chains in variables of their own, so that they stay in registers: a product and a sum take four cycles, two can
/// begin in each.
template <class Vector>
[[gnu::always_inline]] inline float chains(std::int64_t steps, float factor, float term) {
  Vector f = Vector{} + factor;
  Vector t = Vector{} + term;
  Vector a = t, b = t, c = t, d = t, e = t, g = t, h = t, i = t, j = t, k = t;
  for (std::int64_t step = 0; step < steps; ++step) {
    a = a * f + t;
    b = b * f + t;
    c = c * f + t;
    d = d * f + t;
    e = e * f + t;
    g = g * f + t;
    h = h * f + t;
    i = i * f + t;
    j = j * f + t;
    k = k * f + t;
  }
  Vector sum = a + b + c + d + e + g + h + i + j + k;
  return sum[0];
}

SHAPEWISE_FOR_EACH_PROCESSOR float chains256(std::int64_t steps, float factor, float term) {
  return chains<Vector256>(steps, factor, term);
}
SHAPEWISE_FOR_EACH_PROCESSOR float chains512(std::int64_t steps, float factor, float term) {
  return chains<Vector512>(steps, factor, term);
}

SHAPEWISE_FOR_EACH_PROCESSOR void scaled_sum(float* to, const float* a, const float* b, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) to[i] = a[i] + 0.5F * b[i];
}

/// Calls `work(thread)` on all threads at once, and returns the shortest time of some rounds.
template <class Work>
double shortest(int threads, Work work) {
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    auto start = Clock::now();
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back([&work, i] { work(i); });
    work(0);
    for (std::thread& other : others) other.join();
    best = std::min(best, seconds_since(start));
  }
  return best;
}

/// With chains of so many floats.
double flops_of(int threads, float (*chains)(std::int64_t, float, float), std::size_t floats) {
  std::vector<float> results(static_cast<std::size_t>(threads));
  double seconds = shortest(threads, [&](int i) {
    results[static_cast<std::size_t>(i)] = chains(kSteps, 0.999F, 0.001F + static_cast<float>(i));
  });
  return 2.0 * kChains * static_cast<double>(floats) * static_cast<double>(kSteps) * threads / seconds;
}

}  // namespace

Machine measure_machine(int threads) {
  Machine machine;
  // Vectors that the processor does not have are computed in parts, which is slower than those that it has.
  machine.flops = std::max(flops_of(threads, chains256, sizeof(Vector256) / sizeof(float)),
                           flops_of(threads, chains512, sizeof(Vector512) / sizeof(float)));

  std::vector<float> a(kElements, 1);
  std::vector<float> b(kElements, 2);
  std::vector<float> c(kElements, 0);
  std::int64_t part = kElements / threads;
  double seconds = shortest(
      threads, [&](int i) { scaled_sum(c.data() + i * part, a.data() + i * part, b.data() + i * part, part); });
  // Two arrays are read; the third is read, too, before it is written.
  machine.bytes = 4.0 * sizeof(float) * static_cast<double>(part * threads) / seconds;
  return machine;
}

}  // namespace shapewise::exec
