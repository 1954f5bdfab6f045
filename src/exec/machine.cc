// Independent chains of fused multiply-adds in registers; and a scaled sum of arrays that no cache holds, as in STREAM
// (https://www.cs.virginia.edu/stream/).
#include "exec/machine.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

// Compiled for several processors; which one is at hand is found out when the program starts.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define SHAPEWISE_FOR_EACH_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define SHAPEWISE_FOR_EACH_PROCESSOR
#endif

namespace shapewise::exec {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kChains = 80;               // floats: ten vectors of eight
constexpr std::int64_t kSteps = 200'000;  // of every chain at a time
constexpr std::int64_t kElements = 8 << 20;
constexpr int kRounds = 20;

using Vector = float __attribute__((vector_size(32)));

/// Chains in variables of their own, so that they stay in registers: a product and a sum take four cycles, two can
/// begin in each.
SHAPEWISE_FOR_EACH_PROCESSOR float multiply_and_add(std::int64_t steps, float factor, float term) {
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
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

}  // namespace

Machine measure_machine(int threads) {
  Machine machine;
  std::vector<float> results(static_cast<std::size_t>(threads));
  double seconds = shortest(threads, [&](int i) {
    results[static_cast<std::size_t>(i)] = multiply_and_add(kSteps, 0.999F, 0.001F + static_cast<float>(i));
  });
  machine.flops = 2.0 * kChains * static_cast<double>(kSteps) * threads / seconds;

  std::vector<float> a(kElements, 1);
  std::vector<float> b(kElements, 2);
  std::vector<float> c(kElements, 0);
  std::int64_t part = kElements / threads;
  seconds = shortest(threads,
                     [&](int i) { scaled_sum(c.data() + i * part, a.data() + i * part, b.data() + i * part, part); });
  // Two arrays are read; the third is read, too, before it is written.
  machine.bytes = 4.0 * sizeof(float) * static_cast<double>(part * threads) / seconds;
  return machine;
}

}  // namespace shapewise::exec
