// `shapewise run FILE`: executes the network and shows what was inferred beside what came out.
#include <algorithm>
#include <fmt/format.h>
#include <thread>

#include "cli/commands.h"
#include "cli/companion.h"
#include "cli/files.h"
#include "cli/images.h"
#include "cli/options.h"
#include "cli/roofline.h"
#include "cli/run_output.h"
#include "exec/npy.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kFormats[] = {"text", "json"};
constexpr std::string_view kProfiles[] = {"text", "chrome"};
constexpr std::string_view kBackends[] = {"onednn", "reference"};
constexpr int kMostThreads = 1024;
constexpr int kMostTimes = 1'000'000;
constexpr int kMostInput = 1 << 30;  // bytes of an input's file

constexpr Option kWhat[] = {
    {0, "repeat", Takes::Text, "TIMES", "run so often, and show the shortest time of each call"},
    {0, "top", Takes::Text, "COUNT", "show only the calls that take longest, the longest first"},
    {0, "dump", Takes::File, "DIR", "write the outputs of every call there, as .npy"},
    {0, "input-data", Takes::File, "FILE", "the numbers of an input, as .npy; once for each input, in order"},
    {0, "profile", Takes::Choice, "FORM", "times by kind of layer (text), or a trace for chrome://tracing (chrome)",
     kProfiles},
    {0, "backend", Takes::Choice, "NAME",
     "onednn (fast; the default where it is installed and can run the network) or reference (plain loops)", kBackends},
    {0, "threads", Takes::Text, "COUNT", "of onednn; one for each core if not given. The reference has one"},
    {'f', "format", Takes::Choice, "FORMAT", "text or json", kFormats},
};

constexpr Example kExamples[] = {
    {"shapewise run net.py", "inferred and executed shapes, time and memory, with random weights"},
    {"shapewise run net.py -N 8 --repeat 5 --top 5", "the five slowest calls at a batch of 8"},
    {"shapewise run net.py --input-data x.npy --dump out", "every activation as a file"},
};

/// Inputs from pictures or files as far as there are, then random ones.
Result<std::vector<exec::Tensor>> inputs_of(const Invocation& invocation, const exec::Plan& plan, std::uint64_t seed) {
  auto inputs = exec::random_inputs(plan, seed);
  if (!inputs) return inputs;
  std::vector<std::string> files = invocation.values("input-data");
  if (files.size() > inputs->size())
    return fail(
        fmt::format("the network has {} inputs, but --input-data is given {} times", inputs->size(), files.size()));
  if (invocation.has("image") && inputs->empty()) return fail("--image: the network has no inputs");
  if (invocation.has("image")) {
    auto images = images_of(invocation, inputs->front());
    if (!images) return tl::unexpected(images.error());
    inputs->front() = std::move(*images);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto bytes = read_file(files[i], kMostInput);
    if (!bytes) return tl::unexpected(bytes.error());
    auto tensor = exec::from_npy(*bytes);
    if (!tensor) return fail(fmt::format("{}: {}", files[i], tensor.error().message));
    exec::Tensor& input = (*inputs)[i];
    if (tensor->dims() != input.dims()) {
      return fail(fmt::format("{} holds {}, but the input is {}", files[i], exec::to_text(tensor->dims()),
                              exec::to_text(input.dims())));
    }
    input = tensor->to(input.dtype());
  }
  return inputs;
}

/// Writes what each call returns: 003_layer1.0.conv1.npy, with a number at the end if there are several. A slash in a
/// module's name is an underscore.
Result<void> dump(const std::string& folder, const ir::Graph& graph, std::size_t step, const ir::Node& node,
                  const std::vector<exec::Tensor>& outputs) {
  std::string name = path_of(graph, node);
  if (name.empty() || !node.module.valid()) name = type_of(node);
  std::replace(name.begin(), name.end(), '/', '_');
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    std::string path =
        fmt::format("{}/{:03}_{}{}.npy", folder, step + 1, name, outputs.size() > 1 ? fmt::format("_{}", i) : "");
    if (auto done = write_file(path, exec::to_npy(outputs[i])); !done) return done;
  }
  return {};
}

/// What a run overwrites in them is not seen by the next one.
std::vector<exec::Tensor> copies(const std::vector<exec::Tensor>& tensors) {
  std::vector<exec::Tensor> made;
  for (const exec::Tensor& tensor : tensors) made.push_back(tensor.defined() ? tensor.copy() : tensor);
  return made;
}

/// With --dump, one more run whose outputs are written: the runs whose times are shown do not wait for the disk.
Result<void> dump_all(const Invocation& invocation, const exec::Plan& plan, const exec::Loaded& loaded,
                      const std::vector<exec::Tensor>& inputs, exec::RunOptions options) {
  const std::string* folder = invocation.value("dump");
  if (folder == nullptr) return {};
  if (!is_folder(*folder)) return fail(fmt::format("--dump: there is no folder {}", *folder));
  Result<void> done;
  options.observer = [&](const exec::Step& step, const std::vector<exec::Tensor>& outputs) {
    auto at = static_cast<std::size_t>(&step - plan.steps.data());
    if (done) done = dump(*folder, *plan.graph, at, (*plan.graph)[step.node], outputs);
  };
  static_cast<void>(exec::run(plan, loaded, copies(inputs), options));
  return done;
}

/// What runs the plan: oneDNN, if it is asked for or if nothing is and it can; else the reference. `why_none`: why it
/// is not in this program, if that is known.
Result<std::unique_ptr<exec::Session>> session_of(const Invocation& invocation, Finished& finished,
                                                  const exec::Loaded& loaded, const std::string& why_none) {
  auto cores = std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
  auto threads = number_of(invocation, "threads", 1, kMostThreads, cores);
  if (!threads) return tl::unexpected(threads.error());
  const std::string* asked = invocation.value("backend");
  exec::Backend* backend = exec::offered_backend();
  finished.backend = "reference";
  finished.backend_note = why_none;
  if ((asked != nullptr && *asked == "reference") || (asked == nullptr && backend == nullptr))
    return exec::reference_session(finished.plan, loaded);
  if (backend == nullptr)
    return fail(why_none.empty() ? "there is no oneDNN here: install libdnnl-dev and build shapewise again" : why_none);
  if (in_training(invocation)) {
    if (asked != nullptr) return fail("--mode train runs with --backend reference");
    return exec::reference_session(finished.plan, loaded);
  }
  auto session = check_memory(finished.plan, memory_limit(), backend->weight_copies()).and_then([&] {
    return backend->prepare(finished.plan, loaded, static_cast<int>(*threads));
  });
  if (session) {
    finished.threads = static_cast<int>(*threads);
    finished.backend = fmt::format("{}, {} thread{}", backend->name(), *threads, *threads == 1 ? "" : "s");
    return session;
  }
  if (asked != nullptr) return fail(fmt::format("--backend {}: {}", *asked, session.error().message));
  finished.backend_note = session.error().message;
  return exec::reference_session(finished.plan, loaded);
}

Result<Finished> execute(const Invocation& invocation, const Network& network, std::int64_t repeat,
                         const std::string& why_no_onednn) {
  const ir::Graph& graph = network.analysis.graph;
  auto plan = plan_of(graph, default_values(invocation, graph));
  if (!plan) return tl::unexpected(plan.error());
  auto seed = seed_of(invocation);
  auto source = weights_of(invocation, graph);
  if (!source) return tl::unexpected(source.error());
  auto loaded = exec::Loaded::load(*plan, **source);
  if (!loaded) return tl::unexpected(loaded.error());
  auto inputs = inputs_of(invocation, *plan, *seed);
  if (!inputs) return tl::unexpected(inputs.error());
  exec::RunOptions options{*seed, in_training(invocation), {}};
  if (auto dumped = dump_all(invocation, *plan, *loaded, *inputs, options); !dumped)
    return tl::unexpected(dumped.error());
  Finished finished{
      std::move(*plan), {}, analysis::count_costs(graph), loaded->bytes(), loaded->unknown_constants(), {}, {}, {}, 1};
  auto session = session_of(invocation, finished, *loaded, why_no_onednn);
  if (!session) return tl::unexpected(session.error());
  exec::Outcome& best = finished.outcome;
  for (std::int64_t i = 0; i < repeat; ++i) {
    exec::Outcome outcome = (*session)->run(copies(*inputs), options);
    if (i == 0) {
      best = outcome;
      best.outputs = copies(outcome.outputs);
    }
    best.seconds = std::min(best.seconds, outcome.seconds);
    for (std::size_t k = 0; k < best.steps.size(); ++k)
      best.steps[k].seconds = std::min(best.steps[k].seconds, outcome.steps[k].seconds);
  }
  finished.disagreements = exec::disagreements(finished.plan, best);
  return finished;
}

Result<std::string> estimate(const Invocation& invocation, const Network& network, const std::string& target) {
  auto plan = exec::make_plan(network.analysis.graph, default_values(invocation, network.analysis.graph));
  if (!plan) return tl::unexpected(plan.error());
  return target_text(invocation, *plan, target);
}

/// Options with which others mean nothing.
struct Exclusive {
  std::string_view option;
  std::string_view value;  // with which it is so; empty: with all
  std::string_view why;
  std::span<const std::string_view> others;
};

constexpr std::string_view kOfRuns[] = {"roofline", "repeat",  "dump", "input-data", "weights", "seed",
                                        "image",    "backend", "top",  "profile",    "format",  "threads"};
constexpr std::string_view kOfImages[] = {"input-data"};
constexpr std::string_view kOfTables[] = {"format", "profile", "top"};
constexpr Exclusive kExclusive[] = {
    {"target", "", "does not run the network", kOfRuns},
    {"image", "", "is the first input", kOfImages},
    {"roofline", "", "has a form of its own", kOfTables},
    {"profile", "", "has forms of its own", std::span(kOfTables).first(1)},
    {"profile", "", "shows all calls", std::span(kOfTables).last(1)},
    {"format", "json", "shows all calls", std::span(kOfTables).last(1)},
};

/// Refuses options that would be ignored.
Result<void> check_options(const Invocation& invocation) {
  for (std::string_view how : {"image-fit", "image-scale"}) {
    if (invocation.has(how) && !invocation.has("image"))
      return fail(fmt::format("--{} is for pictures: give --image", how));
  }
  for (const Exclusive& one : kExclusive) {
    const std::string* value = invocation.value(one.option);
    if (value == nullptr || (!one.value.empty() && *value != one.value)) continue;
    for (std::string_view other : one.others) {
      if (invocation.has(other)) {
        return fail(fmt::format("--{}{}{} {}: leave --{} out", one.option, one.value.empty() ? "" : " ", one.value,
                                one.why, other));
      }
    }
  }
  return {};
}

Exit run(const Invocation& invocation) {
  if (auto clear = check_options(invocation); !clear) return complain(clear.error().message);
  std::string why_no_onednn;
  const std::string* backend = invocation.value("backend");
  if ((backend == nullptr || *backend != "reference") && !invocation.has("target"))
    why_no_onednn = hand_over("shapewise-onednn", invocation);
  auto top = number_of(invocation, "top", 1, kMostTimes, 0);  // 0: all
  auto repeat = number_of(invocation, "repeat", 1, kMostTimes, 1);
  if (!top) return complain(top.error().message);
  if (!repeat) return complain(repeat.error().message);
  auto network = read_network(invocation);
  if (!network) return complain(network.error().message);
  if (report_errors(invocation, *network)) return kProblems;
  if (const std::string* target = invocation.value("target")) {
    auto text = estimate(invocation, *network, *target);
    if (!text) return complain(text.error().message);
    auto done = deliver(invocation, *text);
    return done ? kClean : complain(done.error().message);
  }
  auto finished = execute(invocation, *network, *repeat, why_no_onednn);
  if (!finished) return complain(finished.error().message);
  auto text =
      invocation.has("roofline") ? roofline_text(invocation, *finished) : run_output(invocation, *finished, *top);
  if (!text) return complain(text.error().message);
  if (auto done = deliver(invocation, *text); !done) return complain(done.error().message);
  bool fine = finished->outcome.error.empty() && finished->disagreements.empty();
  if (!finished->outcome.error.empty()) complain("the run stopped: " + finished->outcome.error);
  for (const std::string& line : finished->disagreements) complain("this is a bug of shapewise: " + line);
  return fine ? kClean : kProblems;
}

}  // namespace

Command run_command() {
  static const OptionGroup groups[] = {
      {"Network", network_options()}, {"Numbers", running_options()},   {"Running", kWhat},
      {"Pictures", image_options()},  {"Roofline", roofline_options()}, {"Output", text_options()},
      {"General", general_options()}};
  return {
      .name = "run",
      .operand = "FILE",
      .summary = "Execute the network and hold what was inferred against what came out.",
      .description =
          "Runs every call on the CPU and shows, call by call, the inferred and the executed shape, the time and the "
          "speed; then the time of all, and the memory that was really held. A symbol N without a value is 1; other "
          "symbols need --set. If a shape is not as inferred, that is a bug of shapewise: it is printed, and the exit "
          "status is 1.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
