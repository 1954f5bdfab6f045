// The reference as a session, and the program's backend.
#include "exec/backend.h"

namespace shapewise::exec {
namespace {

Backend* offered = nullptr;

class ReferenceSession : public Session {
 public:
  ReferenceSession(const Plan& plan, const Loaded& loaded) : plan_(plan), loaded_(loaded) {}
  Outcome run(const std::vector<Tensor>& inputs, const RunOptions& options) override {
    return exec::run(plan_, loaded_, inputs, options);
  }

 private:
  const Plan& plan_;
  const Loaded& loaded_;
};

}  // namespace

std::unique_ptr<Session> reference_session(const Plan& plan, const Loaded& loaded) {
  return std::make_unique<ReferenceSession>(plan, loaded);
}

Backend* offered_backend() { return offered; }
void offer_backend(Backend* backend) { offered = backend; }

}  // namespace shapewise::exec
