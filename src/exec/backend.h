// Backends: other ways to run a plan than call by call with the reference kernels. A program that is linked with one
// offers it at its start.
#pragma once

#include <memory>
#include <string_view>

#include "exec/run.h"

namespace shapewise::exec {

/// A plan made ready for inputs of its sizes.
class Session {
 public:
  virtual ~Session() = default;
  /// The tensors of the outcome may be overwritten by the next run.
  virtual Outcome run(const std::vector<Tensor>& inputs, const RunOptions& options) = 0;
  /// How many steps it does not leave to the reference kernels.
  virtual int own_steps() const { return 0; }
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string_view name() const = 0;
  /// How often the weights are in memory at most, as they were read and as it wants them.
  virtual int weight_copies() const = 0;
  /// `plan` and `loaded` outlive the session. The error says why this network can't be run here.
  virtual Result<std::unique_ptr<Session>> prepare(const Plan& plan, const Loaded& loaded, int threads) = 0;
};

/// The kernels of exec/reference, call by call, on one thread.
std::unique_ptr<Session> reference_session(const Plan& plan, const Loaded& loaded);

/// The backend of this program beside the reference; null if it has none.
Backend* offered_backend();
void offer_backend(Backend* backend);

}  // namespace shapewise::exec
