// The network is the one asked for, or the one that the program is about. What script code says of it is taken into
// account; what goes wrong in script code matters only if there is no network without it.
#include "driver/python_run.h"

#include <algorithm>
#include <fmt/format.h>

#include "absint/function_info.h"
#include "driver/surroundings.h"

namespace shapewise::driver {

using absint::Candidate;
using absint::Value;

namespace {

constexpr std::string_view kGpu[] = {"cuda", "CUDA", "gpu", "GPU"};

/// Code that runs only if the file is the program: below `if __name__ == …`.
bool is_main_guard(const python::Stmt* statement) {
  auto* guard = python::as<python::If>(statement);
  if (guard == nullptr) return false;
  auto* test = python::as<python::Compare>(guard->branches[0].test);
  return test != nullptr && last_name(test->left) == "__name__";
}

/// A name that is nowhere defined, in code that runs when the file is imported: that goes wrong in any case.
bool fails_on_import(const source::SourceMap& sources, const diag::Diagnostic& d) {
  constexpr std::string_view kPrefix = "NameError: name '";
  if (!d.message.starts_with(kPrefix)) return false;
  std::string name = d.message.substr(kPrefix.size(), d.message.find('\'', kPrefix.size()) - kPrefix.size());
  if (name == "get_ipython" || name == "display") return false;  // there in notebooks
  Surroundings outermost(sources, d.labels.empty() ? d.range : d.labels.back().range);
  if (outermost.module() == nullptr || outermost.statements().empty()) return false;
  std::vector<python::Name> bound = absint::function_info(outermost.module()->body, nullptr).locals;
  bool defined = std::any_of(bound.begin(), bound.end(), [&](python::Name one) { return one.text() == name; });
  return !defined && !is_main_guard(outermost.statements().front());
}

/// The end of a program that goes on only where there is a GPU.
bool asks_for_gpu(const source::SourceMap& sources, const diag::Diagnostic& end) {
  if (end.message.starts_with("SystemExit")) return true;
  std::string text = end.message;
  if (end.range.valid() && end.range.file.index < sources.size()) text += sources[end.range.file].slice(end.range);
  return std::any_of(std::begin(kGpu), std::end(kGpu),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace

PythonRun::PythonRun(Program& program, bool training, const std::vector<std::string>& symbols, sym::Facts facts)
    : texts_(program),
      file_(program.main()),
      sources_(program.sources()),
      builder_(graph_, sink_, training),
      interpreter_(builder_, program, {}),
      script_(interpreter_) {
  graph_.facts = std::move(facts);
  interpreter_.set_training(training);
  for (const std::string& name : symbols)
    interpreter_.running_module()->names.set(interpreter_.intern(name), interpreter_.integer(sym::Expr::symbol(name)));
  program_ = script_.run(file_, texts_.main_name(), uncaught_);
  if (!uncaught_ || !script_.seen().empty() || !asks_for_gpu(sources_, *uncaught_)) return;
  auto* cuda = absint::as<absint::Module>(interpreter_.import_module("torch.cuda", {}));
  if (cuda == nullptr) return;
  cuda->names.set(interpreter_.intern("_available"), Value::boolean(true));
  program_ = script_.run(file_, texts_.main_name(), uncaught_);
}

bool PythonRun::make(const std::string& target) {
  network_ = interpreter_.stopped() ? Value() : target.empty() ? choose() : this->target(target);
  if (network_.failed()) {
    if (uncaught_ && sink_.errors() == 0) sink_.add(std::move(*uncaught_));
    return false;
  }
  if (uncaught_ && fails_on_import(sources_, *uncaught_)) sink_.add(std::move(*uncaught_));
  find_offer();
  absint::attach_network(interpreter_, network_);
  return made_ = true;
}

void PythonRun::hold_script() { script_end_ = {interpreter_.checkpoint(), script_.seen(), uncaught_}; }

void PythonRun::hold_network() { network_made_ = interpreter_.checkpoint(); }

bool PythonRun::rewind_script() {
  if (!script_end_ || !interpreter_.rewind(script_end_->interpreter)) return false;
  script_.rewind(script_end_->seen);
  uncaught_ = script_end_->uncaught;
  network_ = {};
  made_ = false;
  sighting_ = nullptr;
  example_ = {};
  evaluated_.clear();
  network_made_.reset();
  return true;
}

bool PythonRun::rewind_network() {
  evaluated_.clear();
  return network_made_ && interpreter_.rewind(*network_made_);
}

std::vector<FoundNetwork> PythonRun::list() {
  std::vector<FoundNetwork> found;
  if (!interpreter_.stopped()) {
    int before = sink_.count();
    auto add = [&](Candidate& candidate) {
      auto is_same = [&](const FoundNetwork& one) { return one.target == candidate.expr; };
      if (std::any_of(found.begin(), found.end(), is_same)) return;
      found.push_back({std::move(candidate.expr), std::move(candidate.needs), candidate.range});
    };
    std::optional<absint::NetworkSearch> search;
    std::vector<Candidate> clear = candidates(search);
    std::vector<Candidate> others = search->others(clear);
    for (std::vector<Candidate>* all : {&clear, &others}) {
      for (Candidate& candidate : *all) add(candidate);
    }
    sink_.forget(before);
  }
  if (found.empty() && uncaught_ && sink_.errors() == 0) sink_.add(std::move(*uncaught_));
  return found;
}

std::vector<Candidate> PythonRun::candidates(std::optional<absint::NetworkSearch>& search) {
  std::vector<Candidate> all = search.emplace(interpreter_, *program_, script_, sources_).find();
  bool script_called = all.size() == 1 && all.front().sighting != nullptr && all.front().sighting->call;
  if (script_called || !script_.run_functions(*program_)) return all;
  return search.emplace(interpreter_, *program_, script_, sources_).find();
}

Value PythonRun::target(const std::string& expression) {
  int before = sink_.count();
  Value made = absint::make_network(interpreter_, *program_, sources_.add("<network>", expression));
  // What the script's failure left undefined is not what is wrong.
  if (made.failed() && uncaught_) sink_.forget(before);
  return made;
}

Value PythonRun::choose() {
  std::optional<absint::NetworkSearch> search;
  std::vector<Candidate> all = candidates(search);
  if (all.size() == 1 && !all.front().made.failed()) {
    for (diag::Diagnostic& diagnostic : all.front().found) sink_.add(std::move(diagnostic));
    return all.front().made;
  }
  if (all.empty()) {
    if (sink_.errors() == 0 && !uncaught_) {
      sink_.error(diag::Kind::UnknownNetwork, file_.range(0, 0), "no network is defined here")
          .notes.push_back("a network is a class derived from torch.nn.Module, or a variable that holds one");
    }
  } else if (!all.front().made.failed()) {
    explain_choice(all);
  } else if (!uncaught_) {
    explain_failure(all);
  }
  return {};
}

void PythonRun::explain_choice(const std::vector<Candidate>& candidates) {
  auto& d = sink_.error(diag::Kind::UnknownNetwork, candidates.front().range,
                        fmt::format("there are {} networks here: which one is meant?", candidates.size()));
  d.label = "this is one of them";
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < candidates.size() && i < kShown; ++i)
    d.notes.push_back(fmt::format("shapewise '{}:{}'", file_.path(), candidates[i].expr));
}

/// No class could be made without being told more: either the attempt failed, or arguments are missing.
void PythonRun::explain_failure(const std::vector<Candidate>& candidates) {
  for (auto candidate = candidates.rbegin(); candidate != candidates.rend(); ++candidate) {
    if (!candidate->needs.empty()) continue;
    absint::make_network(interpreter_, *program_, sources_.add("<network>", candidate->expr));
    return;
  }
  const Candidate& last = candidates.back();
  std::string name = last.expr.substr(0, last.expr.find('('));
  auto& d =
      sink_.error(diag::Kind::UnknownNetwork, last.range, fmt::format("{} needs arguments: {}", name, last.needs));
  d.label = "its constructor can't be called without";
  for (const Candidate& candidate : candidates) {
    d.notes.push_back(fmt::format("say which network is meant: '{}:{}({})'", file_.path(),
                                  candidate.expr.substr(0, candidate.expr.find('(')), candidate.needs));
  }
}

/// A network of the same class that script code calls shows the input, too.
void PythonRun::find_offer() {
  auto* instance = absint::as<absint::Instance>(network_);
  for (bool same : {true, false}) {
    for (const absint::Sighting& one : script_.seen()) {
      bool fits = same ? one.module == instance : one.module->type == instance->type;
      if (sighting_ == nullptr && fits && (one.call || !one.sizes.empty())) sighting_ = &one;
    }
  }
  if (sighting_ == nullptr) find_example(*instance);
}

void PythonRun::find_example(absint::Instance& network) {
  python::Name name = interpreter_.intern("example_input_array");
  const Value* own = network.attributes.find(name);
  Value example = own != nullptr ? *own : interpreter_.find_in_class(network.type, name);
  if (example.failed() || example.is_none()) return;
  absint::Arguments call;
  call.site = network.type->range;
  const std::vector<Value>* several = interpreter_.elements(example);
  for (Value value : several != nullptr ? *several : std::vector<Value>{example}) {
    if (absint::as<absint::Tensor>(value) == nullptr) return;
    call.items.push_back({{}, value, call.site, {}});
  }
  example_ = {&network, false, std::move(call), {}};
  sighting_ = &example_;
}

bool PythonRun::misses_rank() const {
  for (const diag::Diagnostic& diagnostic : sink_.all()) {
    if (diagnostic.severity != diag::Severity::Error) continue;
    return diagnostic.kind == diag::Kind::RankMismatch ||
           (diagnostic.kind == diag::Kind::PythonException &&
            diagnostic.message.find("values to unpack") != std::string::npos);
  }
  return false;
}

std::vector<std::string> PythonRun::input_names() { return absint::forward_inputs(interpreter_, network_); }

const absint::Arguments* PythonRun::offered_call() const {
  return sighting_ != nullptr && sighting_->call ? &*sighting_->call : nullptr;
}

std::vector<absint::NetworkInput> PythonRun::offered_inputs() {
  const absint::Arguments* call = offered_call();
  return call != nullptr ? absint::call_inputs(interpreter_, network_, *call) : std::vector<absint::NetworkInput>();
}

std::vector<sym::Shape> PythonRun::offered_sizes() const {
  return sighting_ != nullptr && !sighting_->call ? sighting_->sizes : std::vector<sym::Shape>();
}

void PythonRun::forward(const std::vector<import::InputSpec>& inputs) {
  if (!evaluate(inputs)) return;
  std::vector<std::pair<std::string, Value>> values;
  for (const import::InputSpec& input : inputs) values.emplace_back(input.name, given(input, input.name));
  absint::run_network(interpreter_, network_, values, file_.range(0, 0));
}

bool PythonRun::evaluate(const std::vector<import::InputSpec>& inputs) {
  std::size_t before = evaluated_.size();
  for (const import::InputSpec& input : inputs) {
    if (!evaluate(input.items)) return false;
    if (input.kind != import::InputSpec::Kind::Value) continue;
    const source::SourceFile& text = sources_.add("--input", input.expression);
    Value value = absint::evaluate_input(interpreter_, *program_, text);
    if (value.failed()) return false;
    evaluated_[input.expression] = value;
  }
  // What made them is no part of the network.
  if (evaluated_.size() > before) absint::attach_network(interpreter_, network_);
  return true;
}

Value PythonRun::given(const import::InputSpec& input, const std::string& name) {
  using Kind = import::InputSpec::Kind;
  if (input.kind == Kind::Tensor) {
    ir::Tensor tensor = ir::Tensor::of(input.shape, input.dtype.value_or(ir::DType::Float32));
    return interpreter_.make_tensor(builder_.add_input(name, std::move(tensor)));
  }
  if (input.kind == Kind::Value) return absint::as_inputs(interpreter_, evaluated_[input.expression], name);
  std::vector<Value> items;
  absint::Dict* dict = input.kind == Kind::Dict ? interpreter_.dict() : nullptr;
  for (const import::InputSpec& item : input.items) {
    std::string key = dict != nullptr ? item.name : std::to_string(items.size());
    items.push_back(given(item, name.empty() ? key : fmt::format("{}.{}", name, key)));
    if (dict != nullptr) interpreter_.dict_set(*dict, interpreter_.str(key), items.back(), {});
  }
  if (dict != nullptr) return dict;
  return input.kind == Kind::List ? interpreter_.list(std::move(items)) : interpreter_.tuple(std::move(items));
}

void PythonRun::probe() {
  std::vector<std::pair<std::string, Value>> values;
  for (std::string& name : input_names()) {
    ir::ValueId input = builder_.add_input(std::move(name), ir::Tensor::unknown("the input is not known yet"));
    values.emplace_back("", interpreter_.make_tensor(input));
  }
  absint::run_network(interpreter_, network_, values, file_.range(0, 0));
}

void PythonRun::forward_offered(const std::vector<absint::NetworkInput>& inputs) {
  std::vector<ir::ValueId> values;
  for (const absint::NetworkInput& input : inputs) values.push_back(builder_.add_input(input.name, input.tensor));
  absint::run_call(interpreter_, network_, *offered_call(), values);
}

void PythonRun::report(Analysis& analysis) {
  analysis.steps = interpreter_.steps();
  int index = 0;
  int certain = interpreter_.certain_until();
  for (const diag::Diagnostic& diagnostic : sink_.all()) {
    bool doubtful = certain >= 0 && index++ >= certain;
    if (!doubtful) {
      analysis.diagnostics.add(diagnostic);
    } else {
      analysis.graph.gaps.push_back(
          {fmt::format("not certain, because of what is not known before: {}", diagnostic.message), diagnostic.range});
    }
  }
}

PythonRun& PythonRuns::scripted() {
  several_ = true;
  if (run_ != nullptr && run_->rewind_script()) return *run_;
  start({});
  run_->hold_script();
  return *run_;
}

PythonRun& PythonRuns::made(const std::string& target) {
  if (rewind(target)) return *run_;
  make(target);
  if (run_->made()) run_->hold_network();
  return *run_;
}

PythonRun& PythonRuns::last(const std::string& target, const sym::Facts& facts) {
  if (!facts.relations().empty()) {
    start(facts);
    run_->make(target);
  } else if (!rewind(target)) {
    make(target);
  }
  return *run_;
}

bool PythonRuns::rewind(const std::string& target) {
  return run_ != nullptr && target_ == target && run_->rewind_network();
}

void PythonRuns::make(const std::string& target) {
  several_ ? void(scripted()) : start({});
  target_ = target;
  run_->make(target);
}

void PythonRuns::start(const sym::Facts& facts) {
  run_.reset();
  run_ = std::make_unique<PythonRun>(program_, training_, symbols_, facts);
}

}  // namespace shapewise::driver
