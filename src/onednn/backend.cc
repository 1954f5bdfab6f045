// From a plan to a session.
#include "onednn/backend.h"

#include <fmt/format.h>
#include <omp.h>

#include "onednn/lowerer.h"
#include "onednn/session.h"

namespace shapewise::onednn {
namespace {

class OneDnn : public exec::Backend {
 public:
  std::string_view name() const override { return "onednn"; }
  int weight_copies() const override { return 2; }

  Result<std::unique_ptr<exec::Session>> prepare(const exec::Plan& plan, const exec::Loaded& loaded,
                                                 int threads) override {
    omp_set_num_threads(threads);
    Flow flow(plan);
    if (!flow.obstacle().empty()) return fail(flow.obstacle());
    try {
      dnnl::engine engine(dnnl::engine::kind::cpu, 0);
      return std::make_unique<Session>(plan, loaded, Lowerer(plan, loaded, flow, engine).lower());
    } catch (const dnnl::error& error) {
      return fail(fmt::format("oneDNN: {}", error.message));
    }
  }
};

}  // namespace

exec::Backend& backend() {
  static OneDnn onednn;
  return onednn;
}

}  // namespace shapewise::onednn
